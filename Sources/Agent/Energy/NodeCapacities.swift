internal import EnergyLedger
internal import LinuxFiles
internal import NodeModel
internal import Probes

/// How much of a node there is to be reserved, and what it is, for the ledger's places.
struct NodeCapacities {
  /// Where the kernel lists the CPUs that are online.
  private static let list = "devices/system/cpu/online"

  /// CPUs that are online; at least 1.
  let processors: Int
  /// Their list as it was when the node was looked at.
  private let online: [UInt8]
  /// Where CPUs are; nil where nothing tells.
  let cpus: ProcessorPlaces?
  /// Memory in megabytes; 0 where nothing tells.
  let memory: UInt32
  /// Model and firmware: with another one idle power is learnt anew.
  let hardware: String

  /// Looks at the node.
  init(below root: borrowing Root, _ machine: MachineIdentity) {
    var buffer = ReadBuffer()
    online = Array(root.sys.text(of: Self.list)?.utf8 ?? "".utf8)
    processors = max(1, ProcessorList.online(below: root, buffer: &buffer) ?? machine.threads)
    cpus = ProcessorPlaces(below: root)
    memory = Self.memory(below: root, buffer: &buffer)
    hardware = "\(machine)"
  }

  /// Whether other CPUs are online than there were, or there is more or less memory by a thirty-second at least: a
  /// hypervisor that lends it out moves it all the time. What cannot be read now has not changed.
  func isOutdated(below root: borrowing Root, buffer: inout ReadBuffer) -> Bool {
    if hasOtherProcessors(below: root, buffer: &buffer) { return true }
    let now = Self.memory(below: root, buffer: &buffer)
    return now > 0 && abs(Int64(now) - Int64(memory)) * 32 >= max(1, Int64(memory))
  }

  private func hasOtherProcessors(below root: borrowing Root, buffer: inout ReadBuffer) -> Bool {
    guard let text = try? root.sys.contents(of: Self.list, into: &buffer) else { return false }
    var scanner = ByteScanner(text)
    return !scanner.matches(scanner.word(), online)
  }

  /// The capacity and the idle power of every place that has a meter, and of the rest.
  ///
  /// - Parameter meters: the best of a place first.
  func traits(of meters: [Meter], idle: (Meter) -> UInt64?) -> [PlaceTraits] {
    let cores = UInt32(clamping: processors * 1000)
    var traits = [PlaceTraits(.rest, device: "", capacity: cores, hardware: hardware)]
    for meter in meters {
      guard let component = meter.domain.component,
        !traits.contains(where: { $0.component == component && $0.device == meter.device })
      else { continue }
      let capacity: UInt32
      switch component {
      case .package:
        if let counts = cpus?.counts,
          let package = PlaceUses.package(meter.device, counts)
        {
          capacity = UInt32(counts[package]) * 1000
        } else {
          capacity = cores
        }
      case .rest: capacity = cores
      case .dram: capacity = memory
      // Whole devices, in thousandths.
      case .accelerator, .storage, .network: capacity = 1000
      }
      traits.append(
        PlaceTraits(
          component, device: meter.device, capacity: capacity, idlePrior: idle(meter),
          hardware: hardware))
    }
    return traits
  }

  private static func memory(below root: borrowing Root, buffer: inout ReadBuffer) -> UInt32 {
    guard let text = try? root.proc.contents(of: "meminfo", into: &buffer) else { return 0 }
    var scanner = ByteScanner(text)
    guard scanner.seek(line: "MemTotal:"), let kilobytes = scanner.unsigned() else { return 0 }
    return UInt32(clamping: kilobytes >> 10)
  }
}
