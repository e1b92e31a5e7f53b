internal import Footprint
internal import LinuxFiles
internal import NodeModel
internal import Probes

/// What is known of a node that carbon and cost depend on, beside the configuration.
struct FootprintFacts {
  /// What can be reserved.
  let capacity: NodeCapacity
  private let machine: MachineIdentity
  private let firmware: FirmwareIdentity
  private let instance: CloudInstance?
  private let parts: ServerParts?

  /// Looks at the node.
  ///
  /// - Parameter cards: its accelerators.
  init(
    below root: borrowing Root, _ machine: MachineIdentity, _ there: NodeCapacities,
    cards: [AcceleratorCard]
  ) {
    self.machine = machine
    capacity = NodeCapacity(
      cores: UInt64(there.processors), accelerators: UInt64(AcceleratorCard.modules(cards)),
      memoryMebibytes: UInt64(there.memory))
    firmware = FirmwareIdentity(below: root)
    instance = CloudInstance(below: root)
    let isServer = !machine.isVirtual && machine.board == nil
    parts = isServer ? Self.parts(below: root, machine, megabytes: there.memory, cards) : nil
  }

  /// The factors for a configuration.
  func choice(_ configuration: Configuration) -> FootprintChoice? {
    FootprintChoice(
      configuration, machine, firmware: firmware, instance: instance, capacity: capacity,
      parts: parts)
  }

  private static func parts(
    below root: borrowing Root, _ machine: MachineIdentity, megabytes: UInt32,
    _ cards: [AcceleratorCard]
  ) -> ServerParts {
    var disks: (hard: UInt64, solid: UInt64) = (0, 0)
    for disk in root.sys.names(in: "block") where isDisk(disk, below: root) {
      if root.sys.text(of: "block/\(disk)/queue/rotational") == "1" {
        disks.hard += 1
      } else {
        disks.solid += 1
      }
    }
    return ServerParts(
      sockets: UInt64(machine.packages),
      // Firmware keeps a part of what was bought: the next whole gigabyte.
      memoryGigabytes: (UInt64(megabytes) + 1023) / 1024, hardDisks: disks.hard,
      solidStateDisks: disks.solid, accelerators: accelerators(cards))
  }

  /// Drives that no server is made of, or that are not in it.
  private static let otherDrives = ["sr", "fd", "mtdblock", "rbd", "loop", "zram"]
  /// What stands in the path of a device that hangs on a network of storage: iSCSI, Fibre Channel, NVMe over fabrics.
  private static let remote = ["/session", "/rport-", "/nvme-fabrics/"]

  /// Whether a block device is a disk that was made with the node. The paths of one disk are hidden behind it (NVMe's
  /// multipath); a drive without a medium has size 0; what can be removed was bought for something else, unless it is a
  /// disk in a bay: libata calls all of them removable at ports that are made for changing disks.
  private static func isDisk(_ disk: String, below root: borrowing Root) -> Bool {
    let folder = "block/\(disk)"
    func says(_ file: String, _ value: String) -> Bool {
      root.sys.text(of: "\(folder)/\(file)") == value
    }
    let letters = disk.prefix { !$0.isNumber }
    guard root.sys.contains(folder + "/device"), !otherDrives.contains(String(letters)),
      !says("hidden", "1"), !says("size", "0")
    else { return false }
    let path = (root.sys.link(folder) ?? "") + "/"
    let isInBay = path.contains("/ata") && !path.contains("/usb")
    guard isInBay || !says("removable", "1") else { return false }
    return !remote.contains { path.contains($0) } && !isFabric(folder + "/device", below: root)
  }

  /// Whether it is reached over a network by NVMe: by its controller, or by those of its subsystem.
  private static func isFabric(_ device: String, below root: borrowing Root) -> Bool {
    let controllers =
      [device]
      + root.sys.names(in: device).filter { $0.hasPrefix("nvme") }.map { "\(device)/\($0)" }
    return controllers.contains {
      ["tcp", "rdma", "fc", "loop"].contains(root.sys.text(of: $0 + "/transport"))
    }
  }

  private static func accelerators(_ cards: [AcceleratorCard]) -> [ServerParts.Accelerator] {
    let groups = Dictionary(grouping: cards) { card -> String? in
      card.vendorID == 0x10DE ? Self.models[card.deviceID] : nil
    }
    return groups.sorted { ($0.key ?? "~") < ($1.key ?? "~") }.map { key, cards in
      ServerParts.Accelerator(key: key, count: UInt64(AcceleratorCard.modules(cards)))
    }
  }

  /// NVIDIA's devices whose making is in the table, by pci.ids.
  private static let models: [UInt16: String] = [
    0x2330: "gpu_h100_sxm", 0x2901: "gpu_b200_sxm", 0x20B0: "gpu_a100_sxm", 0x27B8: "gpu_l4",
    0x15F7: "gpu_p100", 0x15F8: "gpu_p100", 0x15F9: "gpu_p100",
  ]
}
