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
  private let absence: FailureReason

  /// An estimate in use: what it says is divided among so many meters.
  private struct Use {
    let estimate: any PowerEstimate
    let meter: Meter
    let parts: UInt64
  }
  private var uses: [Use] = []
  /// The number of the first in the ledger.
  private var first = 0

  /// Looks the machine up.
  ///
  /// - Parameter absence: why the machine has no meter where it has none.
  init(of machine: MachineIdentity, absence: FailureReason) {
    node = NodeEstimate(of: machine)
    package = PackageEstimate(of: machine)
    self.absence = absence
  }

  /// The estimates that are declared beside those instruments, the first of which gets the number
  /// `instruments.count`.
  mutating func choose(beside instruments: [Instrument]) -> [Instrument] {
    first = instruments.count
    uses = []
    var packages: [String: [String]] = [:]
    for instrument in instruments where instrument.meter.domain == .package {
      let device = instrument.meter.device
      let package = String(device.prefix { $0 != "-" })
      if packages[package]?.contains(device) != true {
        packages[package, default: []].append(device)
      }
    }
    for dies in packages.keys.sorted().compactMap({ packages[$0] }) {
      for die in dies { use(at: die, of: UInt64(dies.count), packages: UInt64(packages.count)) }
    }
    if packages.isEmpty, !instruments.contains(where: { $0.meter.domain == .psys }) {
      uses.append(Use(estimate: node, meter: node.meter, parts: 1))
    }
    return uses.map { Instrument($0.meter, place: $0.estimate.source) }
  }

  /// The package's own power where its model is known; else its part of what the whole node draws.
  private mutating func use(at device: String, of dies: UInt64, packages: UInt64) {
    if let package {
      uses.append(Use(estimate: package, meter: package.meter(package: device), parts: dies))
    } else {
      var meter = node.meter
      (meter.domain, meter.device) = (.package, device)
      uses.append(Use(estimate: node, meter: meter, parts: dies * packages))
    }
  }

  /// How the figure in use came about; nil where none is.
  var method: String? { uses.first?.estimate.method }

  /// What a place draws when idle, in microwatts, where an estimate stands at it.
  func idle(of meter: Meter) -> UInt64? {
    uses.first { $0.meter.domain == meter.domain && $0.meter.device == meter.device }
      .map { $0.estimate.idle / $0.parts }
  }

  /// Why rungs have no meter at all.
  var absences: [Rung: FailureReason] {
    [.wall: absence, .psys: absence, .components: absence]
  }

  /// The first round knows no utilization yet. Power is the mean since the reading before, so what this one
  /// says does not count: it is from when on the next one does.
  func begin(at now: UInt64, into ledger: inout Ledger) {
    read(utilization: 0, at: now, into: &ledger)
  }

  /// Hands the power at that utilization, in millionths, to the ledger.
  func read(utilization: UInt32, at now: UInt64, into ledger: inout Ledger) {
    for (index, use) in uses.enumerated() {
      let power = use.estimate.power(at: utilization).value / use.parts
      ledger.read(first + index, .power(power), at: now)
    }
  }
}
