#include "CLibPCI.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <pci/pci.h>

struct clibpci {
  struct pci_access *access;
  struct pci_dev *next;     // what clibpci_next reads
  struct pci_dev *current;  // what it read last
};

// Where an error of the call under way returns to, and what it said. libpci hands its error handler no
// context, so both belong to the thread.
static _Thread_local jmp_buf *way_back;
static _Thread_local char last_error[256];

__attribute__((noreturn, format(printf, 1, 2))) static void fail(char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(last_error, sizeof last_error, format, arguments);
  va_end(arguments);
  if (!way_back) abort();  // Every call below is guarded, so this is our own mistake.
  longjmp(*way_back, 1);
}

__attribute__((format(printf, 1, 2))) static void stay_silent(char *format, ...) { (void)format; }

// Evaluates to whether `call` came back by itself. What libpci had open in an abandoned call stays open:
// a file at most, and only until the short life of the process that scans is over.
#define GUARDED(call)                              \
  ({                                               \
    jmp_buf place;                                 \
    bool came_back = false;                        \
    if (setjmp(place) == 0) {                      \
      way_back = &place;                           \
      call;                                        \
      came_back = true;                            \
    }                                              \
    way_back = NULL;                               \
    came_back;                                     \
  })

static void start(struct pci_access *access) {
  pci_init(access);
  pci_scan_bus(access);
}

static struct clibpci *open_with(
    unsigned method, char *parameter, const char *path, char *message, size_t size) {
  struct clibpci *volatile opened = calloc(1, sizeof *opened);
  struct pci_access *volatile access = pci_alloc();
  if (!opened) {
    snprintf(message, size, "out of memory");
    return NULL;
  }
  opened->access = access;
  // Chosen, never found: the automatic choice ends at I/O ports and /dev/mem.
  access->method = method;
  access->error = fail;
  access->warning = stay_silent;
  access->debug = stay_silent;
  // Names come from this machine's lists, never from the network or a cache in somebody's home.
  access->id_lookup_mode = 0;
  if (!GUARDED(pci_set_param(access, parameter, (char *)path)) || !GUARDED(start(access))) {
    snprintf(message, size, "%s", last_error);
    clibpci_close(opened);
    return NULL;
  }
  opened->next = access->devices;
  return opened;
}

struct clibpci *clibpci_open_sysfs(const char *path, char *message, size_t size) {
  return open_with(PCI_ACCESS_SYS_BUS_PCI, "sysfs.path", path, message, size);
}

struct clibpci *clibpci_open_dump(const char *path, char *message, size_t size) {
  return open_with(PCI_ACCESS_DUMP, "dump.name", path, message, size);
}

void clibpci_close(struct clibpci *opened) {
  if (!opened) return;
  GUARDED(pci_cleanup(opened->access));
  free(opened);
}

bool clibpci_next(struct clibpci *opened, struct clibpci_device *out, bool *whole) {
  struct pci_dev *device = opened->next;
  opened->current = device;
  if (!device) return false;
  opened->next = device->next;

  // A field that is missing must cost no other one; only the identity and the class are the device.
  *whole = GUARDED(pci_fill_info(device, PCI_FILL_IDENT | PCI_FILL_CLASS));
  GUARDED(pci_fill_info(device, PCI_FILL_CLASS_EXT));
  GUARDED(pci_fill_info(device, PCI_FILL_SUBSYS));
  GUARDED(pci_fill_info(device, PCI_FILL_NUMA_NODE | PCI_FILL_MODULE_ALIAS));
  GUARDED(pci_fill_info(device, PCI_FILL_PHYS_SLOT));
  GUARDED(pci_fill_info(device, PCI_FILL_DRIVER | PCI_FILL_IOMMU_GROUP));

  memset(out, 0, sizeof *out);
  out->domain = (uint32_t)device->domain;
  out->bus = device->bus;
  out->device = device->dev;
  out->function = device->func;
  out->vendor_id = device->vendor_id;
  out->device_id = device->device_id;
  out->class_id = device->device_class;
  out->prog_if = device->prog_if;
  out->revision = device->rev_id;
  if (device->subsys_vendor_id && device->subsys_vendor_id != 0xffff) {
    out->subsystem_vendor_id = device->subsys_vendor_id;
    out->subsystem_id = device->subsys_id;
  }
  out->numa_node = device->known_fields & PCI_FILL_NUMA_NODE ? device->numa_node : -1;
  out->slot = device->phy_slot;
  out->module_alias = device->module_alias;
  out->driver = pci_get_string_property(device, PCI_FILL_DRIVER);
  out->iommu_group = pci_get_string_property(device, PCI_FILL_IOMMU_GROUP);
  return true;
}

static void read_link(struct pci_dev *device, struct clibpci_link *out) {
  *out = (struct clibpci_link){.power_state = -1, .secondary_bus = -1};
  pci_fill_info(device, PCI_FILL_CAPS);
  if ((pci_read_byte(device, PCI_HEADER_TYPE) & 0x7f) == PCI_HEADER_TYPE_BRIDGE)
    out->secondary_bus = pci_read_byte(device, PCI_SECONDARY_BUS);

  struct pci_cap *power = pci_find_cap(device, PCI_CAP_ID_PM, PCI_CAP_NORMAL);
  if (power)
    out->power_state = pci_read_word(device, power->addr + PCI_PM_CTRL) & PCI_PM_CTRL_STATE_MASK;

  struct pci_cap *express = pci_find_cap(device, PCI_CAP_ID_EXP, PCI_CAP_NORMAL);
  if (!express) return;
  int type = (pci_read_word(device, express->addr + PCI_EXP_FLAGS) & PCI_EXP_FLAGS_TYPE) >> 4;
  // What is part of the root complex has registers in these places, but no link.
  if (type == PCI_EXP_TYPE_ROOT_INT_EP || type == PCI_EXP_TYPE_ROOT_EC) return;
  u32 able = pci_read_long(device, express->addr + PCI_EXP_LNKCAP);
  u16 now = pci_read_word(device, express->addr + PCI_EXP_LNKSTA);
  out->max_speed = able & PCI_EXP_LNKCAP_SPEED;
  out->max_width = (able & PCI_EXP_LNKCAP_WIDTH) >> 4;
  out->speed = now & PCI_EXP_LNKSTA_SPEED;
  out->width = (now & PCI_EXP_LNKSTA_WIDTH) >> 4;
}

bool clibpci_read_link(struct clibpci *opened, struct clibpci_link *out) {
  struct pci_dev *device = opened->current;
  return device && GUARDED(read_link(device, out));
}

// The names of an unfinished list are as good as none.
#define LOOK_UP(opened, buffer, size, ...)                                                    \
  ({                                                                                          \
    const char *volatile found = NULL;                                                        \
    GUARDED(found = pci_lookup_name((opened)->access, buffer, (int)(size), __VA_ARGS__));     \
    found;                                                                                    \
  })

const char *clibpci_vendor_name(
    struct clibpci *opened, char *buffer, size_t size, uint16_t vendor) {
  return LOOK_UP(opened, buffer, size, PCI_LOOKUP_VENDOR | PCI_LOOKUP_NO_NUMBERS, vendor);
}

const char *clibpci_device_name(
    struct clibpci *opened, char *buffer, size_t size, uint16_t vendor, uint16_t device) {
  return LOOK_UP(opened, buffer, size, PCI_LOOKUP_DEVICE | PCI_LOOKUP_NO_NUMBERS, vendor, device);
}

const char *clibpci_subsystem_name(
    struct clibpci *opened, char *buffer, size_t size, const struct clibpci_device *device) {
  return LOOK_UP(
      opened, buffer, size, PCI_LOOKUP_SUBSYSTEM | PCI_LOOKUP_DEVICE | PCI_LOOKUP_NO_NUMBERS,
      device->vendor_id, device->device_id, device->subsystem_vendor_id, device->subsystem_id);
}

const char *clibpci_class_name(
    struct clibpci *opened, char *buffer, size_t size, uint16_t class_id) {
  return LOOK_UP(opened, buffer, size, PCI_LOOKUP_CLASS | PCI_LOOKUP_NO_NUMBERS, class_id);
}
