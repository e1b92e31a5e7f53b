import EnergyLedger
import NodeModel
import Testing

@testable import Agent

@Suite("The part of a command inside another job")
struct CommandShareTests {
  /// So many joules, half of them dynamic, 10 % less and 20 % more.
  private static func totals(_ joules: UInt64, tier: Tier = .components) -> OwnerTotals {
    var totals = OwnerTotals()
    totals.full[0] = joules * 600_000
    totals.full[1] = joules * 400_000
    totals.dynamic[0] = joules * 500_000
    totals.low = joules * 900_000
    totals.high = joules * 1_200_000
    totals.tier = tier
    return totals
  }

  @Test("is its part of the CPU time, booking by booking, with its bounds")
  func parts() {
    // What was there before is nobody's here.
    var share = CommandShare(of: Self.totals(1000), (all: 500, own: 20))
    #expect(share.totals.energy == .zero)
    // 60 J with a third of the time, then 30 J with all of it: 20 + 30.
    #expect(share.follow(Self.totals(1060), (all: 800, own: 120)) == 20_000_000)
    #expect(share.follow(Self.totals(1090), (all: 900, own: 220)) == 30_000_000)
    #expect(share.totals.energy.count == 50_000_000)
    #expect(share.totals.dynamicEnergy.count == 25_000_000)
    #expect(share.totals.low == 45_000_000)
    #expect(share.totals.high == 60_000_000)
    #expect(share.totals.tier == .components)
  }

  @Test("waits with the time until energy is booked")
  func waiting() {
    var share = CommandShare(of: Self.totals(0), (all: 0, own: 0))
    #expect(share.follow(Self.totals(0), (all: 100, own: 100)) == 0)
    // Half of all that was done since energy was booked last.
    #expect(share.follow(Self.totals(10), (all: 200, own: 100)) == 5_000_000)
  }

  @Test("is never more than the whole, and nothing where nobody worked")
  func bounds() {
    var share = CommandShare(of: Self.totals(0), (all: 0, own: 0))
    #expect(share.follow(Self.totals(10), (all: 0, own: 0)) == 0)
    // Read a moment later than the job, the command may be ahead of it.
    #expect(share.follow(Self.totals(20), (all: 100, own: 101)) == 10_000_000)
  }
}
