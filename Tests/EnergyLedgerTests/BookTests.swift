import NodeModel
import Testing

@testable import EnergyLedger

@Suite("Rows and owners")
struct BookTests {
  private static func stage(limits: LedgerLimits = LedgerLimits()) -> LedgerStage {
    var stage = LedgerStage(
      [.rapl()],
      places: [PlaceTraits(.package, device: "0", capacity: 8000, idlePrior: 40_000_000)],
      limits: limits)
    stage.round([0])
    return stage
  }

  @Test("an hour closes when it is over, with twelve slots; the sequence goes on")
  func hours() {
    var stage = Self.stage()
    let place = stage.place(.package)
    let a = stage.ledger.begin(job: "slurm:x/1")
    // 14:00:01 is the first round. 61 rounds of a minute, from 14:01:01 to 15:01:01.
    for _ in 0..<61 {
      stage.round([6000], after: 60) { $0.record(a, at: place, weight: 1, reserved: 8000) }
    }
    let closed = stage.ledger.closedRows()
    #expect(closed.map(\.owner) == [.job("slurm:x/1")])
    #expect(closed[0].hour == 1_772_460_000)
    #expect(closed[0].isFinal)
    // Rounds at 14:01:01 to 14:04:01 are four, those of each other slot five.
    #expect(closed[0].full[0] == 24_000_000_000)
    for slot in 1..<12 { #expect(closed[0].full[slot] == 30_000_000_000) }
    // 40 W of 100 W are static.
    #expect(closed[0].dynamic[1] == 18_000_000_000)
    #expect(closed[0].tierLetters == "BBBBBBBBBBBB")
    let open = stage.ledger.openRows()
    #expect(open[0].full[0] == 12_000_000_000)
    #expect(open[0].sequence == closed[0].sequence + 1)
    #expect(!open[0].isFinal)
    #expect(open[0].tierLetters == "B-----------")
    stage.ledger.acknowledge(through: closed[0].sequence)
    #expect(stage.ledger.closedRows().isEmpty)
  }

  @Test(
    "no row has more than a document may carry: the rest of a long time is in the rows of later hours",
    arguments: [EnergyBounds.exact, EnergyBounds(100_000)])
  func longTime(bounds: EnergyBounds) throws {
    var stage = LedgerStage([.plug(bounds: bounds)])
    stage.round([0])
    stage.round([10])
    // 3 kW for sixty days, and nobody looked.
    stage.round([15_552_000_000], after: 5_184_000)
    #expect(stage.ledger.energy(.gap).count == 15_552_000_000_000_000)
    #expect(stage.ledger.nodeEnergy.count == 15_552_000_010_000_000)
    var rows: [EnergyRow] = []
    for _ in 0..<3 {
      _ = stage.ledger.openRows()
      try stage.restart()
      stage.round([0], after: 3600)
      rows = stage.ledger.closedRows()
    }
    rows = (rows + stage.ledger.openRows()).filter { $0.owner == .bucket(.gap) }
    // 2^53 − 1 microjoules, and what is left of the whole.
    if bounds == .exact {
      #expect(rows.map(\.full.total) == [9_007_199_254_740_991, 6_544_800_745_259_009])
    }
    #expect(rows.reduce(0) { $0 + $1.full.total } == 15_552_000_000_000_000)
    #expect(rows.allSatisfy { $0.high.count < 1 << 53 && $0.low <= $0.high && $0.isPlausible() })
    #expect(rows.allSatisfy { Set($0.tierLetters).isSubset(of: ["A", "-"]) })
    #expect(stage.ledger.energy(.gap).count == 15_552_000_000_000_000)
  }

  @Test("an open row has a higher revision after each round, and the same in between")
  func revisions() {
    var stage = Self.stage()
    stage.round([10])
    let first = stage.ledger.openRows()
    #expect(stage.ledger.openRows() == first)
    stage.round([10])
    #expect(stage.ledger.openRows()[0].revision > first[0].revision)
  }

  @Test(
    "closing is a revision of its own, in a ledger that goes on and in what a checkpoint leaves")
  func closing() throws {
    var stage = Self.stage()
    stage.round([10])
    let open = stage.ledger.openRows()
    var words: [UInt64] = []
    stage.ledger.encode(into: &words, isCleanStop: false)
    let checkpoint = try Checkpoint(words)
    #expect(checkpoint.rows == open && stage.ledger.rows() == open)
    #expect(checkpoint.remainingRows.map(\.revision) == open.map { $0.revision + 1 })
    // The next round is in the next hour.
    stage.round([0], after: 3600)
    let closed = stage.ledger.closedRows()
    #expect(closed.map(\.revision) == open.map { $0.revision + 1 })
    #expect(closed.allSatisfy(\.isFinal) && closed.map(\.full) == open.map(\.full))
  }

  @Test(
    "a slot before the first energy of its hour has the tier of the next one, whenever it is asked")
  func earlySlots() {
    var stage = Self.stage()
    stage.round([10], after: 360)
    #expect(stage.ledger.openRows()[0].tierLetters == "BB----------")
    stage.round([10], after: 3600)
    let closed = stage.ledger.closedRows()
    #expect(closed[0].tierLetters == "BB----------")
    for _ in 0..<3 { stage.round([10], after: 60) }
    #expect(stage.ledger.closedRows() == closed)
  }

  @Test("slots in which no agent ran are not known")
  func unknownSlots() {
    var stage = Self.stage()
    stage.round([10], after: 1200)
    stage.round([10], after: 60)
    #expect(stage.ledger.openRows()[0].known == 0b1_0001)
  }

  @Test("a clock that is set back does not open a closed hour again")
  func closedHours() {
    var stage = Self.stage()
    for _ in 0..<65 { stage.round([60], after: 60) }
    stage.realtime -= 4000
    for _ in 0..<200 { stage.round([60], after: 60) }
    let rows = stage.ledger.closedRows() + stage.ledger.openRows()
    let hours = rows.filter { $0.owner == .bucket(.unallocated) }.map(\.hour)
    #expect(hours == hours.sorted())
    #expect(Set(hours).count == hours.count)
    #expect(rows.reduce(0) { $0 + $1.full.total } == stage.ledger.nodeEnergy.count)
  }

  @Test(
    "a job beyond the limit is other for its whole life, through restarts, even when there is room")
  func folding() throws {
    var stage = Self.stage(limits: LedgerLimits(jobs: 1, mostOwners: 16))
    let a = stage.ledger.begin(job: "slurm:x/1")
    #expect(stage.ledger.begin(job: "slurm:x/2") == .other)
    stage.ledger.end(job: "slurm:x/1")
    stage.ledger.retire(a)
    stage.round([10])
    try stage.restart()
    #expect(stage.ledger.begin(job: "slurm:x/2") == .other)
    #expect(stage.ledger.begin(job: "slurm:x/3") != .other)
    stage.ledger.end(job: "slurm:x/2")
    #expect(!stage.ledger.jobs.map { stage.ledger.owner($0).name }.contains("slurm:x/2"))
  }

  @Test("a job that comes back goes on where it was, from the table or from the store")
  func comeBack() {
    var stage = Self.stage()
    let place = stage.place(.package)
    let a = stage.ledger.begin(job: "systemd:n/web")
    stage.round([100]) { $0.record(a, at: place, weight: 1, reserved: 8000) }
    stage.ledger.end(job: "systemd:n/web")
    let totals = stage.ledger.totals(a)
    stage.ledger.retire(a)
    #expect(stage.ledger.jobs == [.other])
    #expect(stage.ledger.jobsEnergy.joules == 100)
    // While a row of the open hour names it, it is in the table.
    #expect(stage.ledger.begin(job: "systemd:n/web", carrying: totals) == a)
    #expect(stage.joules(a) == 100)
    stage.ledger.end(job: "systemd:n/web")
    stage.ledger.retire(a)
    stage.round([100], after: 3600)
    stage.ledger.acknowledge(through: stage.ledger.closedRows().last!.sequence)
    let again = stage.ledger.begin(job: "systemd:n/web", carrying: totals)
    #expect(stage.joules(again) == 100)
    #expect(stage.ledger.jobsEnergy.joules == 100)
    #expect(stage.ledger.isBalanced == true)
  }

  @Test("a job that comes back has a number of its own only where the page has room for it")
  func comeBackToFullPage() throws {
    var stage = Self.stage(limits: LedgerLimits(jobs: 2, mostOwners: 16))
    let place = stage.place(.package)
    let names = (0..<4).map { "slurm:x/\($0)" }
    var owners: [OwnerIndex] = []
    for name in names {
      let owner = stage.ledger.begin(job: name)
      stage.round([100]) { $0.record(owner, at: place, weight: 1, reserved: 8000) }
      owners.append(owner)
      guard owners.count <= 2 else { continue }
      stage.ledger.end(job: name)
      stage.ledger.retire(owner)
    }
    #expect(stage.ledger.jobs == [.other, owners[2], owners[3]])
    // Rows of the open hour name all four.
    for name in names[..<2] {
      #expect(stage.ledger.needsRoom(for: name) == true)
      #expect(stage.ledger.begin(job: name) == .other)
      #expect(stage.ledger.needsRoom(for: name) == false)
    }
    #expect(stage.ledger.jobs == [.other, owners[2], owners[3]])
    stage.ledger.end(job: names[2])
    stage.ledger.retire(owners[2])
    // It is other for all of this life, and has what it had in the next one.
    try stage.restart()
    #expect(stage.ledger.begin(job: names[0]) == .other)
    stage.ledger.end(job: names[0])
    #expect(stage.ledger.begin(job: names[0]) == owners[0])
    #expect(stage.joules(owners[0]) == 100)
    #expect(stage.ledger.jobs == [.other, owners[0], owners[3]])
    #expect(stage.ledger.isBalanced == true)
  }

  @Test(
    "an hour that has just closed is kept, however many rows it has; the one before it gives way")
  func mostRows() {
    var stage = Self.stage(limits: LedgerLimits(jobs: 8, mostOwners: 16, mostRows: 2))
    let place = stage.place(.package)
    for hour in 0..<2 as Range<UInt64> {
      for job in 0..<5 {
        let owner = stage.ledger.begin(job: "slurm:x/\(job)")
        stage.round([100]) { $0.record(owner, at: place, weight: 1, reserved: 8000) }
      }
      // 2026-03-02T14:00:00Z, then 15:00:00Z.
      stage.round([0], after: 3600)
      #expect(
        stage.ledger.closedRows().map(\.hour)
          == Array(repeating: 1_772_460_000 + Int64(hour) * 3600, count: 5))
      #expect(stage.ledger.lostRows == 5 * hour)
    }
  }

  @Test(
    "two hours in which every owner has a row of every component may wait",
    arguments: [(200, 2048, 24_576), (2000, 8000, 96_000), (4, 16, 192)])
  func defaultRows(jobs: Int, owners: Int, rows: Int) {
    #expect(LedgerLimits(jobs: jobs, mostOwners: owners).mostRows == rows)
  }

  @Test("names divide ties by their bytes")
  func nameOrder() {
    var stage = Self.stage()
    let place = stage.place(.package)
    let names = ["slurm:x/9", "slurm:x/10", "k8s:é", "k8s:z"]
    let owners = names.map { stage.ledger.begin(job: $0) }
    stage.ledger.begin(
      at: RoundTime(boottime: 1_002_000_000_000, realtime: 1_772_460_002_000_000_000))
    // 60,000,002 µJ of dynamic energy among four: two are left for the first two names.
    stage.ledger.read(0, .counter(105_000_002), at: 1_002_000_000_000)
    for owner in owners { stage.ledger.record(owner, at: place, weight: 1) }
    stage.ledger.end()
    let shares = owners.map { stage.ledger.dynamicEnergy($0).count }
    #expect(shares == [15_000_000, 15_000_000, 15_000_001, 15_000_001])
  }
}
