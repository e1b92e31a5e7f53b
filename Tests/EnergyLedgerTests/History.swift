import Foundation
import NodeModel

@testable import EnergyLedger
import TestSupport

/// A node that lives through anything, with its own knowledge of what flowed.
///
/// It shows a ledger only what meters and a scheduler would show: raw counters, failures, activity. What the
/// ledger must say follows from the energies here, which the ledger never sees.
struct History: ~Copyable {
  /// What may happen.
  struct Kind {
    /// There is a meter at the wall.
    var hasWall = false
    /// There is a sum of the platform's own, which sees what the wall sees.
    var hasPlatform = false
    /// A table stands by for the first socket.
    var table: Table?
    /// Components fail for as long as they like; else never longer than they are waited for.
    var failsLong = false
    /// Meters of the whole fail as well.
    var wallFails = false
    var restarts = true
    var reboots = false
    var devicesLeave = false
    /// The wall's meter comes and goes.
    var wallLeaves = false
    /// It shows now less than its parts and now more, on the whole more: else it would not be believed.
    var wallDisagrees = false

    /// What a table says of a socket.
    enum Table {
      /// Never more than flows.
      case modest
      /// Whatever it likes.
      case wild
    }
  }

  let kind: Kind
  var chance: SeededRandom
  var ledger: Ledger
  /// Nanoseconds.
  private(set) var boottime: UInt64
  private(set) var realtime: UInt64
  private(set) var boots = 1

  /// Microjoules that flowed in each socket and memory since the first round, and at the wall as that shows it.
  private(set) var flowed: [UInt64] = [0, 0, 0]
  private(set) var wall: UInt64 = 0
  /// What of it the ledger was shown last.
  private var seen: [UInt64] = [0, 0, 0]
  /// What was on counters that a restart of the machine has set to 0, and nobody had read.
  private(set) var lost: UInt64 = 0
  private var raws: [UInt64] = [0, 0, 0]
  private var failing: [Int] = [0, 0, 0, 0, 0]
  private var isCardThere = true
  private var isWallThere = true
  private var isWallBehind = false
  private var watts: [UInt64] = [60, 40, 15]

  /// Jobs that run, by name.
  private(set) var running: [String: OwnerIndex] = [:]
  /// Jobs that have ended and stand on the page.
  private var ended: [String: OwnerIndex] = [:]
  /// Jobs that have done anything anywhere.
  private(set) var worked: Set<String> = []
  private var started = 0
  /// What jobs had when they left the page, by name.
  private(set) var finished: [String: OwnerTotals] = [:]
  /// Rows that were taken, as a store would.
  private(set) var stored: [EnergyRow] = []
  private var checkpoint: [UInt64] = []

  /// 262 kJ at 500 W are 524 s: no history leaves a counter alone for so long.
  static let range: UInt64 = 262_143_328_850
  static let limits = LedgerLimits(jobs: 4, mostOwners: 40, mostRows: 400)

  init(seed: UInt64, _ kind: Kind) {
    self.kind = kind
    var chance = SeededRandom(seed)
    boottime = 100_000_000_000 + chance.below(1_000_000_000_000)
    realtime = 1_772_460_000_000_000_000 + chance.below(3_600_000_000_000)
    for place in 0..<3 { raws[place] = Self.range - chance.below(20_000_000_000) }
    ledger = Ledger(
      epoch: Epoch(random: (seed, seed)), bootID: "boot 1",
      topology: Self.topology(kind, hasCard: true, hasWall: true),
      at: RoundTime(boottime: boottime, realtime: realtime), limits: Self.limits)
    self.chance = chance
  }

  private var topology: Topology {
    Self.topology(kind, hasCard: isCardThere, hasWall: isWallThere)
  }

  private static func topology(_ kind: Kind, hasCard: Bool, hasWall: Bool) -> Topology {
    var meters: [Meter] = [.rapl("0", range: range), .rapl("0", .dram, range: range)]
    if hasCard { meters.append(.rapl("gpu", .accelerator, range: range)) }
    if kind.hasWall && hasWall { meters.append(.plug()) }
    if kind.hasPlatform { meters.append(.platform()) }
    if kind.table != nil { meters.append(.table()) }
    var places = [
      PlaceTraits(.package, device: "0", capacity: 8000),
      PlaceTraits(.dram, device: "0", capacity: 64_000),
      PlaceTraits(.rest, device: "", capacity: 8000),
    ]
    if hasCard { places.append(PlaceTraits(.accelerator, device: "gpu", capacity: 1000)) }
    return Topology(meters: meters, places: places)
  }

  private var time: RoundTime { RoundTime(boottime: boottime, realtime: realtime) }

  /// The first round, in which every meter is good.
  mutating func begin() {
    pass()
    round(allGood: true)
  }

  /// One more round, perhaps in another life of the agent or the machine.
  mutating func step() throws {
    pass()
    if kind.restarts && chance.once(in: 12) { try restart() }
    if kind.devicesLeave && chance.once(in: 8) {
      isCardThere.toggle()
      ledger.declare(topology)
    }
    if kind.wallLeaves && chance.once(in: 6) {
      isWallThere.toggle()
      ledger.declare(topology)
    }
    changeJobs()
    round(allGood: false)
  }

  /// Rounds in which every meter is there and good, until nothing waits.
  mutating func settleDown() {
    if !isCardThere || !isWallThere {
      (isCardThere, isWallThere) = (true, true)
      ledger.declare(topology)
    }
    for _ in 0..<3 {
      pass()
      round(allGood: true)
    }
  }

  /// Time passes and energy flows; the clock may be set.
  private mutating func pass() {
    var passed = 200_000_000 + chance.below(2_000_000_000)
    if chance.once(in: 30) { passed += chance.below(20_000_000_000) }
    flow(for: passed)
    if chance.once(in: 20) {
      let jump = chance.below(chance.once(in: 4) ? 10_000_000_000_000 : 400_000_000_000)
      realtime = chance.once(in: 2) ? realtime + jump : realtime - jump
    }
  }

  private mutating func flow(for passed: UInt64) {
    boottime += passed
    realtime += passed
    var whole = 30 * (passed / 1000)
    for place in 0..<3 {
      if chance.once(in: 5) { watts[place] = chance.below(place == 0 ? 250 : 120) }
      let energy = watts[place] * (passed / 1000) + chance.below(1000)
      flowed[place] += energy
      raws[place] += energy
      if raws[place] > Self.range { raws[place] -= Self.range }
      whole += energy
    }
    isWallBehind = !isWallBehind && passed < 2_300_000_000
    wall += kind.wallDisagrees ? whole * (isWallBehind ? 60 : 150) / 100 : whole
  }

  private mutating func round(allGood: Bool) {
    ledger.begin(at: time)
    for meter in ledger.topology.meters.indices { read(meter, mustBeGood: allGood) }
    let places = ledger.placeIndices
    for name in running.keys.sorted() {
      guard let owner = running[name] else { continue }
      let isLazy = name.hasSuffix("2")
      for place in places where !chance.once(in: 5) {
        let weight = isLazy ? 0 : chance.below(4_000_000_000)
        if weight > 0 { worked.insert(name) }
        ledger.record(owner, at: place, weight: weight, reserved: UInt32(chance.below(4000)))
      }
    }
    for place in places {
      ledger.record(.system, at: place, weight: chance.below(500_000_000))
      ledger.record(utilization: UInt32(chance.below(40_000)), at: place)
    }
    ledger.end()
    ledger.encode(into: &checkpoint)
  }

  private mutating func read(_ meter: Int, mustBeGood: Bool) {
    let declared = ledger.topology.meters[meter]
    if case .power = declared.kind {
      let watts = kind.table == .modest ? watts[0] * chance.below(91) / 100 : chance.below(200)
      ledger.read(meter, .power(watts * 1_000_000), at: boottime)
      return
    }
    let place =
      switch declared.domain {
      case .wall: 3
      case .psys: 4
      case .dram: 1
      default: declared.device == "gpu" ? 2 : 0
      }
    let canFail = place < 3 || kind.wallFails
    if failing[place] > 0 {
      failing[place] -= 1
    } else if canFail && chance.once(in: 8) {
      failing[place] = kind.failsLong && chance.once(in: 3) ? Int(chance.below(25)) : 1
    }
    if failing[place] > 0 && !mustBeGood && canFail {
      ledger.read(meter, .failed(.inputOutput), at: boottime)
    } else {
      failing[place] = 0
      ledger.read(meter, .counter(place < 3 ? raws[place] : wall), at: boottime)
      if place < 3 { seen[place] = flowed[place] }
    }
  }

  // MARK: Lives

  /// The agent dies after its last round, and another one starts from what that wrote.
  private mutating func restart() throws {
    let isReboot = kind.reboots && chance.once(in: 2)
    if isReboot { ledger.encode(into: &checkpoint, isCleanStop: true) }
    let limits = ledger.limits
    let kept = try Checkpoint(checkpoint, limits: limits)
    if isReboot {
      boots += 1
      boottime = 0
      raws = [0, 0, 0]
      for place in 0..<3 {
        lost += flowed[place] - seen[place]
        seen[place] = flowed[place]
      }
      realtime += 60_000_000_000
    }
    flow(for: 1_000_000_000 + chance.below(40_000_000_000))
    ledger = Ledger(
      continuing: kept, bootID: "boot \(boots)",
      topology: topology, at: time, limits: limits)
    // Whoever looks for jobs finds those that still run, and ends the others.
    for name in running.keys.sorted() {
      if chance.once(in: 4) { end(name) } else { running[name] = ledger.begin(job: name) }
    }
  }

  private mutating func changeJobs() {
    if chance.once(in: 3) {
      // Some names come again, as units of systemd do.
      let name = chance.once(in: 3) ? "systemd:n/\(chance.below(3))" : "slurm:x/\(started)"
      started += 1
      if running[name] == nil {
        let owner = ledger.begin(job: name, carrying: finished[name])
        running[name] = owner
        if owner != .other { finished[name] = nil }
        ended[name] = nil
      }
    }
    if chance.once(in: 4), let name = running.keys.sorted().randomElement(using: &chance) {
      end(name)
    }
    if chance.once(in: 6) { store() }
  }

  private mutating func end(_ name: String) {
    ledger.end(job: name)
    if let owner = running.removeValue(forKey: name), owner != .other { ended[name] = owner }
  }

  /// A store takes the rows of closed hours, and jobs that have ended leave the page.
  private mutating func store() {
    let rows = ledger.closedRows()
    stored += rows
    if let last = rows.last { ledger.acknowledge(through: last.sequence) }
    for (name, owner) in ended {
      finished[name] = ledger.totals(owner)
      ledger.retire(owner)
    }
    ended = [:]
  }
}
