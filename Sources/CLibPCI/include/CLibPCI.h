// libpci behind calls that return: its own answer to any error is exit(1), even where only one device was
// unplugged while it was read. Nothing here prints, and nothing here touches I/O ports.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Everything libpci was told about one machine. One thread at a time.
struct clibpci;

// What is known of one device, in the order of a scan. The texts are borrowed until clibpci_close; NULL and
// negative numbers mean unknown.
struct clibpci_device {
  uint32_t domain;
  uint8_t bus, device, function;
  uint16_t vendor_id, device_id, class_id;
  uint16_t subsystem_vendor_id, subsystem_id;  // both 0 where there is no subsystem
  uint8_t prog_if, revision;
  int numa_node;
  const char *slot, *driver, *iommu_group, *module_alias;
};

// What the configuration space says of one device; all of it needs the capability list, which sysfs shows to
// the administrator only and a dump to everybody.
struct clibpci_link {
  int speed, max_speed;        // PCI Express generation 1...6, 0 = none
  int width, max_width;        // lanes, 0 = none
  int power_state;             // 0...3 = D0...D3hot, -1 = unknown
  int secondary_bus;           // of a bridge, -1 = no bridge
};

// Opens the devices below `path` (the sysfs folder bus/pci) or in the file `path` (text of lspci -x), and
// scans. NULL on failure, with one line in `message`.
struct clibpci *clibpci_open_sysfs(const char *path, char *message, size_t size);
struct clibpci *clibpci_open_dump(const char *path, char *message, size_t size);
void clibpci_close(struct clibpci *);

// Reads the next device; false at the end. `*whole` says whether it could be read: one that left meanwhile
// cannot, and costs only itself.
bool clibpci_next(struct clibpci *, struct clibpci_device *, bool *whole);
// The capabilities of the device that was read last; false where they cannot be read.
bool clibpci_read_link(struct clibpci *, struct clibpci_link *);

// Names of pci.ids in `buffer`, NULL where it has none. The list is loaded by the first call.
const char *clibpci_vendor_name(struct clibpci *, char *buffer, size_t size, uint16_t vendor);
const char *clibpci_device_name(
    struct clibpci *, char *buffer, size_t size, uint16_t vendor, uint16_t device);
const char *clibpci_subsystem_name(
    struct clibpci *, char *buffer, size_t size, const struct clibpci_device *);
const char *clibpci_class_name(struct clibpci *, char *buffer, size_t size, uint16_t class_id);
