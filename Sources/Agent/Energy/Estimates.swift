internal import EnergyLedger
internal import NodeModel
internal import PowerModel

/// What tables say the node draws, for places that no instrument tells.
///
/// Where a package has an instrument, its estimate stands beside it and takes over while that cannot be
/// read. Where nothing measures CPUs there is one estimate for all of the node but its accelerators.
struct Estimates {
  private let node: NodeEstimate
  private let package: PackageEstimate?
  private let packages: Int
  private let isVirtual: Bool

  /// What is in use, and the number of its first meter in the ledger.
  private var used: [any PowerEstimate] = []
  private var first = 0

  /// Looks the machine up.
  init(of machine: MachineIdentity) {
    node = NodeEstimate(of: machine)
    package = PackageEstimate(of: machine)
    packages = machine.packages
    isVirtual = machine.isVirtual
  }

  /// The estimates that are declared beside those instruments, the first of which gets the number
  /// `instruments.count`.
  mutating func choose(beside instruments: [Instrument]) -> [Instrument] {
    used = []
    first = instruments.count
    var chosen: [Instrument] = []
    let devices = instruments.filter { $0.meter.domain == .package }.map(\.meter.device)
    for device in Set(devices).sorted() {
      guard let package else { break }
      used.append(package)
      chosen.append(Instrument(package.meter(package: device), place: package.source))
    }
    if devices.isEmpty, !instruments.contains(where: { $0.meter.domain == .psys }) {
      used.append(node)
      chosen.append(Instrument(node.meter, place: node.source))
    }
    return chosen
  }

  /// How the figure in use came about; nil where none is.
  var method: String? { used.first?.method }

  /// What a place draws when idle, in microwatts, where an estimate stands at it.
  func idle(of meter: Meter) -> UInt64? {
    used.first { $0.meter.domain == meter.domain }?.idle
  }

  /// Why rungs have no meter at all.
  var absences: [Rung: FailureReason] {
    // Hypervisors show none of these to their guests.
    isVirtual
      ? [.wall: .inVirtualMachine, .psys: .inVirtualMachine, .components: .inVirtualMachine] : [:]
  }

  /// The first round knows no utilization yet. Power is the mean since the reading before, so what this one
  /// says does not count: it is from when on the next one does.
  func begin(at now: UInt64, into ledger: inout Ledger) {
    read(utilization: 0, at: now, into: &ledger)
  }

  /// Hands the power at that utilization, in millionths, to the ledger.
  func read(utilization: UInt32, at now: UInt64, into ledger: inout Ledger) {
    for (index, estimate) in used.enumerated() {
      ledger.read(first + index, .power(estimate.power(at: utilization).value), at: now)
    }
  }
}
