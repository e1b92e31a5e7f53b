internal import Footprint
internal import LinuxFiles
internal import NodeModel

/// What is known of a node that carbon and cost depend on, beside the configuration.
struct FootprintFacts {
  /// What can be reserved.
  let capacity: NodeCapacity
  private let machine: MachineIdentity
  private let firmware: FirmwareIdentity
  private let parts: ServerParts?

  /// Looks at the node.
  init(below root: borrowing Root, _ machine: MachineIdentity, _ there: NodeCapacities) {
    self.machine = machine
    capacity = NodeCapacity(
      cores: UInt64(there.processors), accelerators: 0, memoryMebibytes: UInt64(there.memory))
    firmware = FirmwareIdentity(below: root)
    let isServer = !machine.isVirtual && machine.board == nil
    parts = isServer ? Self.parts(below: root, machine, megabytes: there.memory) : nil
  }

  /// The factors for a configuration.
  func choice(_ configuration: Configuration) -> FootprintChoice? {
    FootprintChoice(
      configuration, machine, firmware: firmware, capacity: capacity, parts: parts)
  }

  private static func parts(
    below root: borrowing Root, _ machine: MachineIdentity, megabytes: UInt32
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
      solidStateDisks: disks.solid, accelerators: [])
  }
}
