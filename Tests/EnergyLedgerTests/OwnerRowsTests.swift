import NodeModel
import Testing

@testable import EnergyLedger

@Suite("The rows of one owner")
struct OwnerRowsTests {
  @Test("are its closed and its open ones, add up to its totals, and are nobody else's")
  func rows() throws {
    var stage = LedgerStage(
      [.rapl()],
      places: [PlaceTraits(.package, device: "0", capacity: 8000, idlePrior: 40_000_000)])
    stage.round([0])
    let place = stage.place(.package)
    let mine = stage.ledger.begin(job: "slurm:x/1")
    let other = stage.ledger.begin(job: "slurm:x/11")
    // From 14:01:01 to 15:10:01: one hour closes, one is open.
    for round in 0..<70 {
      stage.round([6000], after: 60) {
        $0.record(mine, at: place, weight: 1, reserved: 2000)
        $0.record(other, at: place, weight: round < 9 ? 3 : 0, reserved: 1000)
      }
    }
    let found = stage.ledger.rows(of: .job("slurm:x/1"))
    let rows = try #require(found)
    #expect(rows.map(\.owner) == [.job("slurm:x/1"), .job("slurm:x/1")])
    #expect(rows.map(\.isFinal) == [true, false])
    #expect(rows.map(\.hour) == [1_772_460_000, 1_772_463_600])
    let totals = stage.ledger.totals(mine)
    #expect(rows.map(\.full.total).reduce(0, +) == totals.energy.count)
    #expect(rows.map(\.dynamic.total).reduce(0, +) == totals.dynamicEnergy.count)
    #expect(rows.map(\.low.count).reduce(0, +) == totals.low)
    #expect(rows.map(\.high.count).reduce(0, +) == totals.high)
    // 60 W dynamic: a quarter of it for 9 minutes, all of it for 61; 40 W static, a quarter by reservation.
    #expect(totals.dynamicEnergy.count == (9 * 60 * 15 + 61 * 60 * 60) * 1_000_000)
    #expect(totals.energy.count - totals.dynamicEnergy.count == 70 * 60 * 10 * 1_000_000)
    stage.ledger.acknowledge(through: rows[0].sequence + 1)
    #expect(stage.ledger.rows(of: .job("slurm:x/1"))?.count == 1)
  }

  @Test("of a name that nobody has are none, and of a job without energy an empty list")
  func unknown() {
    var stage = LedgerStage([.rapl()])
    _ = stage.ledger.begin(job: "slurm:x/1")
    #expect(stage.ledger.rows(of: .job("slurm:x/2")) == nil)
    #expect(stage.ledger.rows(of: .job("slurm:x/1"))?.isEmpty == true)
  }

  @Test("bounds and tier without the rest are those of the totals")
  func quality() {
    var stage = LedgerStage(
      [.rapl()],
      places: [PlaceTraits(.package, device: "0", capacity: 8000, idlePrior: 40_000_000)])
    stage.round([0])
    let job = stage.ledger.begin(job: "slurm:x/1")
    let place = stage.place(.package)
    for _ in 0..<3 { stage.round([100]) { $0.record(job, at: place, weight: 1, reserved: 0) } }
    let (low, high, tier) = stage.ledger.quality(job)
    let totals = stage.ledger.totals(job)
    #expect((low.count, high.count, tier) == (totals.low, totals.high, totals.tier))
    #expect(tier == .components)
    #expect(totals.energy.count == 3 * 60 * 1_000_000)
  }
}
