import NodeModel

@testable import EnergyLedger

/// A ledger with a clock of its own; energies are told in joules.
struct LedgerStage: ~Copyable {
  var ledger: Ledger
  var seconds: UInt64 = 1000
  var realtime: UInt64 = 1_772_460_000
  /// For how long the machine was suspended since its start.
  var asleep: UInt64 = 0
  private var raws: [UInt64]

  init(
    _ meters: [Meter], places: [PlaceTraits] = [], policy: LedgerPolicy = LedgerPolicy(),
    limits: LedgerLimits = LedgerLimits(), unmetered: [EnergyComponent] = []
  ) {
    raws = Array(repeating: 5_000_000, count: meters.count)
    ledger = Ledger(
      epoch: Epoch(high: 1, low: 2), bootID: "boot",
      topology: Topology(meters: meters, places: places, unmetered: unmetered),
      at: RoundTime(boottime: 1_000_000_000_000, realtime: 1_772_460_000_000_000_000),
      policy: policy, limits: limits)
  }

  var time: RoundTime {
    RoundTime(
      boottime: seconds * 1_000_000_000, awake: (seconds - asleep) * 1_000_000_000,
      realtime: realtime * 1_000_000_000)
  }

  /// A round after so many seconds in which each counter moved by so many joules; nil: its read failed.
  /// Meters after the counters show so many watts, or the one after them that raw number.
  mutating func round(
    _ joules: [UInt64?], watts: [UInt64] = [], after passed: UInt64 = 1,
    failure: FailureReason = .inputOutput, raw: UInt64? = nil,
    activity: (inout Ledger) -> Void = { _ in }
  ) {
    seconds += passed
    realtime += passed
    ledger.begin(at: time)
    for (meter, joules) in joules.enumerated() {
      if let joules {
        flow(meter, joules)
        ledger.read(meter, .counter(raws[meter]), at: seconds * 1_000_000_000)
      } else {
        ledger.read(meter, .failed(failure), at: seconds * 1_000_000_000)
      }
    }
    for (place, watts) in watts.enumerated() {
      ledger.read(
        joules.count + place, .power(watts * 1_000_000), at: seconds * 1_000_000_000)
    }
    if let raw { ledger.read(joules.count, .counter(raw), at: seconds * 1_000_000_000) }
    activity(&ledger)
    ledger.end()
  }

  /// Energy that a counter sees while nobody reads it.
  mutating func flow(_ meter: Int, _ joules: UInt64) {
    raws[meter] += joules * 1_000_000
    guard case .counter(let scale) = ledger.topology.meters[meter].kind, scale.range > 0 else {
      return
    }
    if raws[meter] > scale.range { raws[meter] -= scale.range }
  }

  /// The first counter is not there any more, and the others have the numbers before theirs; what it showed.
  @discardableResult
  mutating func removeFirstMeter() -> UInt64 { raws.removeFirst() }

  /// It is back and shows that.
  mutating func insertFirstMeter(showing raw: UInt64) { raws.insert(raw, at: 0) }

  /// The ledger dies and comes back from what it wrote after its last round.
  mutating func restart(bootID: String = "boot", isCleanStop: Bool = false) throws {
    var words: [UInt64] = []
    ledger.encode(into: &words, isCleanStop: isCleanStop)
    let checkpoint = try Checkpoint(words, limits: ledger.limits)
    ledger = Ledger(
      continuing: checkpoint, bootID: bootID, topology: ledger.topology, at: time,
      policy: ledger.policy, limits: ledger.limits)
  }

  /// The machine restarts: counters begin at 0.
  mutating func reboot(uptime: UInt64) {
    seconds = uptime
    for meter in raws.indices { raws[meter] = 0 }
  }

  func bucket(_ bucket: Bucket) -> Double { ledger.energy(bucket).joules }
  func joules(_ owner: OwnerIndex) -> Double { ledger.totals(owner).energy.joules }
  func dynamicJoules(_ owner: OwnerIndex) -> Double { ledger.dynamicEnergy(owner).joules }
  var node: Double { ledger.nodeEnergy.joules }
  func place(_ component: EnergyComponent, _ device: String = "0") -> PlaceIndex {
    guard let place = ledger.place(component, device: device) else {
      preconditionFailure("the stage has no \(component) \(device)")
    }
    return place
  }
}
