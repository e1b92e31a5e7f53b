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
    for disk in root.sys.names(in: "block") where root.sys.contains("block/\(disk)/device") {
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
