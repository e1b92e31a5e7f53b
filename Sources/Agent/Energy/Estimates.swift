internal import EnergyLedger
internal import LinuxFiles
internal import NodeModel
internal import PowerModel
internal import Probes

/// What models and tables say the node draws, for places that no instrument tells.
///
/// Where a package has an instrument, its estimates stand beside it and take over while that cannot be
/// read, or when it is gone and others of its kind are left. Where nothing measures CPUs there is one
/// estimate for all of the node but its accelerators. A model that was fitted on this node goes before the
/// table, and both are declared, so that the ladder shows them.
struct Estimates {
  /// More are not declared: two for each die of the largest machines.
  static let most = 64

  /// What is estimated.
  private(set) var machine: MachineIdentity
  private var node: NodeEstimate
  private var package: PackageEstimate?
  private var model = CalibrationFile.Content.nothing(.notCalibrated)
  private let absence: FailureReason

  /// Nil where the kernel tells no frequency.
  private let clock: ProcessorClock?
  private var hertz: UInt64?
  private var nextClock: UInt64 = 0
  /// Time between two reads of the frequency, in nanoseconds: a file a CPU.
  private static let clockInterval: UInt64 = 5_000_000_000

  /// An estimate in use: what it says is divided among so many meters.
  private struct Use {
    let estimate: any PowerEstimate
    let meter: Meter
    let parts: UInt64
  }
  private var uses: [Use] = []
  /// The number of the first in the ledger.
  private var first = 0
  /// Whether a package's counter has ever told energy. As long as none has, the figure is that of the whole node: the
  /// packages alone would be less than the node has.
  private(set) var isAnyPackageRead = true
  /// Every package that was ever measured, with its dies.
  private var measured: [String: [String]] = [:]

  /// Looks a machine up.
  init(of machine: MachineIdentity, below root: borrowing Root) {
    self.machine = machine
    node = NodeEstimate(of: machine)
    package = PackageEstimate(of: machine)
    absence = PowerAbsence.reason(below: root)
    clock = try? ProcessorClock(below: root)
  }

  /// The machine has other CPUs than before.
  mutating func follow(_ machine: MachineIdentity) {
    self.machine = machine
    node = NodeEstimate(of: machine)
    package = PackageEstimate(of: machine)
  }

  /// Takes another model of this node, or none.
  mutating func take(_ content: CalibrationFile.Content) {
    model = content
  }

  /// Takes up whether a counter of a package has told energy since the start; whether that changes what is declared.
  mutating func follow(isAnyPackageRead: Bool) -> Bool {
    guard isAnyPackageRead != self.isAnyPackageRead else { return false }
    let before = usableModel != nil
    self.isAnyPackageRead = isAnyPackageRead
    return package != nil || before != (usableModel != nil)
  }

  /// The model of this node; one of a package only where the node's figure is that of packages.
  private var usableModel: CalibratedModel? {
    guard case .model(let model) = model else { return nil }
    return model.calibration.scope == .node || isAnyPackageRead ? model : nil
  }

  // MARK: What is declared

  /// The estimates that are declared beside those instruments, the first of which gets the number
  /// `instruments.count`.
  mutating func choose(beside instruments: [Instrument]) -> [Instrument] {
    first = instruments.count
    uses = []
    let packages = packages(beside: instruments)
    for dies in packages.keys.sorted().compactMap({ packages[$0] }) {
      for die in dies { use(at: die, of: UInt64(dies.count), packages: UInt64(packages.count)) }
    }
    if packages.isEmpty { useForAll() }
    uses = Array(uses.prefix(Self.most))
    return uses.map { Instrument($0.meter, place: $0.estimate.source) }
  }

  /// Packages that are measured, and those that were and are gone: else the node would seem to draw less.
  private mutating func packages(beside instruments: [Instrument]) -> [String: [String]] {
    var packages: [String: [String]] = [:]
    for instrument in instruments where instrument.meter.domain == .package {
      let device = instrument.meter.device
      let package = String(device.prefix { $0 != "-" })
      if packages[package]?.contains(device) != true {
        packages[package, default: []].append(device)
      }
    }
    // With all of them gone there is a better figure than a part of the node.
    guard !packages.isEmpty else { return [:] }
    measured.merge(packages) { $1 }
    return measured
  }

  /// A package's own power by the model or the table, where its counter, which tells no more, is what it stands in for;
  /// else its part of what the whole node draws.
  private mutating func use(at device: String, of dies: UInt64, packages: UInt64) {
    func part(_ estimate: some PowerEstimate) -> Use {
      var meter = estimate.meter
      (meter.domain, meter.device) = (.package, device)
      return Use(estimate: estimate, meter: meter, parts: dies * packages)
    }
    if let model = usableModel {
      uses.append(
        model.calibration.scope == .node
          ? part(model) : Use(estimate: model, meter: model.meter(package: device), parts: dies))
    }
    uses.append(
      (isAnyPackageRead ? package : nil).map {
        Use(estimate: $0, meter: $0.meter(package: device), parts: dies)
      }
        ?? part(node))
  }

  /// One figure for all of the node but its accelerators. A model of a package says less: where packages were read, it
  /// stands for every one of them then, as their counters would.
  private mutating func useForAll() {
    if let model = usableModel {
      guard model.calibration.scope == .node else {
        for device in 0..<machine.packages {
          uses.append(Use(estimate: model, meter: model.meter(package: "\(device)"), parts: 1))
        }
        return
      }
      uses.append(Use(estimate: model, meter: model.meter, parts: 1))
    }
    uses.append(Use(estimate: node, meter: node.meter, parts: 1))
  }

  // MARK: What is said of it

  /// How the estimate of a tier came about; nil where none is declared.
  func method(of tier: Tier) -> String? { uses.first { $0.meter.tier == tier }?.estimate.method }

  /// When the model was fitted, in nanoseconds since 1970; nil where none is declared.
  var calibrated: UInt64? { usableModel?.calibration.made }

  /// What a place draws when idle, in microwatts, where an estimate stands at it.
  func idle(of meter: Meter) -> UInt64? {
    uses.first { $0.meter.domain == meter.domain && $0.meter.device == meter.device }
      .map { $0.estimate.idle / $0.parts }
  }

  /// Why rungs have no meter at all.
  var absences: [Rung: FailureReason] {
    var absences = [Rung.wall: absence, .psys: absence, .components: absence]
    if case .nothing(let reason) = model { absences[.calibrated] = reason }
    return absences
  }

  // MARK: A round

  /// The first round knows no utilization yet. Power is the mean since the reading before, so what this one
  /// says does not count: it is from when on the next one does.
  mutating func begin(at now: UInt64, into ledger: inout Ledger, buffer: inout ReadBuffer) {
    read(utilization: 0, at: now, into: &ledger, buffer: &buffer)
  }

  /// Hands the power at that utilization, in millionths, to the ledger.
  mutating func read(
    utilization: UInt32, at now: UInt64, into ledger: inout Ledger, buffer: inout ReadBuffer
  ) {
    readClock(at: now, buffer: &buffer)
    for (index, use) in uses.enumerated() {
      let power = use.estimate.power(at: utilization, hertz: hertz).value / use.parts
      ledger.read(first + index, .power(power), at: now)
    }
  }

  private mutating func readClock(at now: UInt64, buffer: inout ReadBuffer) {
    guard let clock, let model = usableModel, model.asksForFrequency, now >= nextClock else {
      return
    }
    nextClock = now + Self.clockInterval
    hertz = clock.hertz(buffer: &buffer)
  }
}
