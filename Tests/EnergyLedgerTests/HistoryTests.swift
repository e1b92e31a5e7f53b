import Foundation
import NodeModel
import Testing

@testable import EnergyLedger
import TestSupport

/// Generated lives of a node; `NODEPROBE_HISTORIES` says how many there are of each kind.
@Suite("Any history")
struct HistoryTests {
  private static let each =
    ProcessInfo.processInfo.environment["NODEPROBE_HISTORIES"].flatMap(Int.init) ?? 2000
  private static let batches = 10

  /// What must hold after every round, whatever happened.
  private struct Watch {
    var buckets: [Bucket: Microjoules] = [:]
    var tiers: [Tier: Microjoules] = [:]
    var jobs: [String: OwnerTotals] = [:]
    var allJobs = Microjoules.zero

    mutating func look(at history: borrowing History) -> String? {
      var sum = history.ledger.jobsEnergy
      if sum < allJobs { return "the energy of all jobs went down" }
      allJobs = sum
      for bucket in Bucket.allCases {
        let energy = history.ledger.energy(bucket)
        if energy < buckets[bucket, default: .zero] { return "\(bucket) went down" }
        buckets[bucket] = energy
        if bucket != .residualUnder { sum += energy }
      }
      for tier in Tier.allCases {
        let energy = history.ledger.node(tier)
        if energy < tiers[tier, default: .zero] { return "tier \(tier.letter) went down" }
        tiers[tier] = energy
      }
      let node = tiers.values.reduce(Microjoules.zero, +)
      if sum != node + history.ledger.energy(.residualUnder) {
        return "jobs and buckets are \(sum), the node is \(node)"
      }
      let ladder = history.ledger.ladder
      for (rung, domain) in [(Rung.wall, EnergyDomain.wall), (.psys, .psys)]
      where ladder.contains(where: { $0.rung == rung && $0.state == .source })
        && !history.ledger.topology.meters.contains(where: { $0.domain == domain })
      {
        return "the source is a \(rung) that is not there"
      }
      for name in history.running.keys {
        guard let owner = history.running[name], owner != .other else { continue }
        let totals = history.ledger.totals(owner)
        if let problem = compare(totals, jobs[name], name) { return problem }
        jobs[name] = totals
        if totals.dynamicEnergy != .zero && !history.worked.contains(name) {
          return "\(name) did nothing and has dynamic energy"
        }
      }
      return nil
    }

    private func compare(_ new: OwnerTotals, _ old: OwnerTotals?, _ name: String) -> String? {
      guard let old else { return nil }
      for component in 0..<new.full.count {
        if new.full[component] < old.full[component] { return "\(name) went down" }
        if new.dynamic[component] < old.dynamic[component] { return "\(name)'s dynamic went down" }
        if new.dynamic[component] > new.full[component] { return "\(name) has more than all" }
      }
      return nil
    }
  }

  /// Runs histories of a kind; `law` sees each at its end with what had flowed in its first round.
  private static func histories(
    _ batch: Int, _ number: UInt64, _ kind: History.Kind,
    _ law: (borrowing History, _ parts: [UInt64], _ all: UInt64) -> String?
  ) throws {
    for index in stride(from: batch, to: each, by: batches) {
      let seed = number << 32 | UInt64(index)
      var history = History(seed: seed, kind)
      var watch = Watch()
      history.begin()
      let first = history.flowed
      let wall = history.wall
      var problem = watch.look(at: history)
      for _ in 0..<4 + history.chance.below(12) where problem == nil {
        try history.step()
        problem = watch.look(at: history)
      }
      history.settleDown()
      problem = problem ?? watch.look(at: history) ?? rowsProblem(&history)
      if problem == nil {
        let parts = zip(history.flowed, first).map { $0 - $1 }
        problem = law(history, parts, history.wall - wall)
      }
      #expect(problem == nil, "seed \(seed)")
      if problem != nil { return }
    }
  }

  /// The rows that left and those that stand are the node, and no key stands twice.
  private static func rowsProblem(_ history: inout History) -> String? {
    let rows = history.stored + history.ledger.closedRows() + history.ledger.openRows()
    var keys = Set<String>()
    var sum: Int64 = 0
    for row in rows {
      guard keys.insert("\(row.owner.name) \(row.component) \(row.hour)").inserted else {
        return "two rows of \(row.owner.name)"
      }
      let isUnder = row.owner == .bucket(.residualUnder)
      sum += isUnder ? -Int64(row.full.total) : Int64(row.full.total)
      for slot in 0..<HourSlots.count
      where row.full[slot] > 0 && row.known >> UInt16(slot) & 1 == 0 {
        return "energy in a slot in which no agent ran"
      }
      if row.low.count > row.full.total || row.high.count < row.full.total { return "bounds" }
    }
    if history.ledger.lostRows > 0 { return "rows were lost" }
    let node = Int64(history.ledger.nodeEnergy.count)
    return sum == node ? nil : "rows are \(sum), the node is \(node)"
  }

  @Test(
    "what counters saw is booked to the microjoule, through wraps, failures and restarts",
    arguments: 0..<batches)
  func counters(batch: Int) throws {
    try Self.histories(batch, 1, History.Kind(failsLong: true)) { history, parts, _ in
      Self.isSum(history, parts)
    }
  }

  @Test("a restart of the machine loses only what no counter kept", arguments: 0..<batches)
  func reboots(batch: Int) throws {
    try Self.histories(batch, 2, History.Kind(reboots: true)) { history, parts, _ in
      Self.isSum(history, parts)
    }
  }

  @Test("devices that come and go lose nothing and double nothing", arguments: 0..<batches)
  func devices(batch: Int) throws {
    let kind = History.Kind(failsLong: true, reboots: true, devicesLeave: true)
    try Self.histories(batch, 3, kind) { history, parts, _ in Self.isSum(history, parts) }
  }

  @Test(
    "with a wall meter the node is what that saw, whatever components do", arguments: 0..<batches)
  func wall(batch: Int) throws {
    let kind = History.Kind(hasWall: true, failsLong: true, devicesLeave: true)
    try Self.histories(batch, 4, kind) { history, parts, all in
      let node = history.ledger.nodeEnergy.count
      if node != all { return "the node is \(node), the wall saw \(all)" }
      return Self.isNoneDoubled(history, parts)
    }
  }

  @Test(
    "where the parts have more than the wall meter saw, the node is what that saw, and the rest is withdrawn",
    arguments: 0..<batches)
  func disagreement(batch: Int) throws {
    let kind = History.Kind(hasWall: true, failsLong: batch % 2 == 0, wallDisagrees: true)
    var withdrawn = 0
    try Self.histories(batch, 10, kind) { history, parts, all in
      let node = history.ledger.nodeEnergy.count
      if history.ledger.energy(.residualUnder) > .zero { withdrawn += 1 }
      if node != all { return "the node is \(node), the wall saw \(all)" }
      return Self.isNoneDoubled(history, parts)
    }
    // In most histories the parts are ahead at least once.
    #expect(withdrawn > Self.each / Self.batches / 2)
  }

  @Test(
    "when sources take turns no joule is counted twice, and none that the wall saw is left out",
    arguments: 0..<batches)
  func ladder(batch: Int) throws {
    let kind = History.Kind(hasWall: true, failsLong: true, wallFails: true)
    try Self.histories(batch, 5, kind) { history, parts, all in
      let node = history.ledger.nodeEnergy.count
      if node != all { return "the node is \(node), the wall saw \(all)" }
      return Self.isNoneDoubled(history, parts)
    }
  }

  @Test(
    "when a meter of the whole comes and goes beside another, the node is what both saw",
    arguments: 0..<batches)
  func wholes(batch: Int) throws {
    let kind = History.Kind(
      hasWall: true, hasPlatform: true, failsLong: true, wallFails: true, devicesLeave: true,
      wallLeaves: true)
    try Self.histories(batch, 9, kind) { history, parts, all in
      let node = history.ledger.nodeEnergy.count
      if node != all { return "the node is \(node), the wall saw \(all)" }
      return Self.isNoneDoubled(history, parts)
    }
  }

  @Test(
    "where an estimate was too low a counter that is back adds what is missing, to the microjoule",
    arguments: 0..<batches)
  func modestEstimates(batch: Int) throws {
    let hasWall = batch % 2 == 0
    let kind = History.Kind(
      hasWall: hasWall, table: .modest, failsLong: true, wallFails: true, devicesLeave: !hasWall)
    try Self.histories(batch, 6, kind) { history, parts, all in
      let node = history.ledger.nodeEnergy.count
      if hasWall && node != all { return "the node is \(node), the wall saw \(all)" }
      return Self.isNoneDoubled(history, parts) ?? (hasWall ? nil : Self.isSum(history, parts))
    }
  }

  @Test("where an estimate was too high it stands, and nothing else does", arguments: 0..<batches)
  func wildEstimates(batch: Int) throws {
    let hasWall = batch % 2 == 0
    let kind = History.Kind(hasWall: hasWall, table: .wild, failsLong: true, wallFails: true)
    try Self.histories(batch, 7, kind) { history, parts, all in
      let node = history.ledger.nodeEnergy.count
      let flowed = hasWall ? all : parts.reduce(0, +)
      let table = history.ledger.topology.meters.count - 1
      let estimated = history.ledger.status(meter: table).energy.count
      if node < flowed { return "the node is \(node), \(flowed) flowed" }
      if node > flowed + estimated { return "the node is \(node) of \(flowed) + \(estimated)" }
      var without = parts
      without[0] += estimated
      return Self.isNoneDoubled(history, without)
    }
  }

  @Test(
    "of what flowed before a restart of the machine an estimate stands, and no counter adds to it",
    arguments: 0..<batches)
  func estimatesAndReboots(batch: Int) throws {
    let kind = History.Kind(table: .modest, failsLong: true, reboots: true, devicesLeave: true)
    try Self.histories(batch, 8, kind) { history, parts, all in
      let node = history.ledger.nodeEnergy.count
      let flowed = parts.reduce(0, +)
      if node + history.lost < flowed { return "the node is \(node), \(flowed) flowed" }
      return Self.isNoneDoubled(history, parts)
    }
  }

  /// The sum of all parts, less what was lost, is the node.
  private static func isSum(_ history: borrowing History, _ parts: [UInt64]) -> String? {
    let expected = parts.reduce(0, +) - history.lost
    let node = history.ledger.nodeEnergy.count
    return node == expected ? nil : "the node is \(node), \(expected) flowed"
  }

  /// No place has more than flowed there.
  private static func isNoneDoubled(_ history: borrowing History, _ parts: [UInt64]) -> String? {
    for (part, component) in [EnergyComponent.package, .dram, .accelerator].enumerated() {
      let device = component == .accelerator ? "gpu" : "0"
      guard let place = history.ledger.place(component, device: device) else { continue }
      let energy = history.ledger.status(place).energy.count
      if energy > parts[part] { return "\(component) has \(energy) of \(parts[part])" }
    }
    return nil
  }
}
