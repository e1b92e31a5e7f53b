import NodeModel
import Testing

@Suite("Values of the ledger")
struct ModelTests {
  @Test("bounds are rounded away from the figure")
  func bounds() {
    let bounds = EnergyBounds(below: 50_000, above: 2_500_000)
    #expect(bounds.low(of: 1_000_001) == 950_000)
    #expect(bounds.high(of: 1_000_001) == 3_500_004)
    #expect(bounds.high(of: .max) == .max)
    #expect(EnergyBounds(below: 2_000_000, above: 0).low(of: 77) == 0)
    #expect(EnergyBounds.exact.high(of: 77) == 77)
  }

  @Test("an epoch is a UUID of version 4 and reads what it writes")
  func epoch() throws {
    let epoch = Epoch(random: (.max, .max))
    #expect(epoch.description == "ffffffff-ffff-4fff-bfff-ffffffffffff")
    let known = "5f0c2f6e-3f7b-4a52-9d0e-6f1a2b3c4d5e"
    #expect(try #require(Epoch(known)).description == known)
    for text in [
      "", "5F0C2F6E-3F7B-4A52-9D0E-6F1A2B3C4D5E", known + "0",
      "5f0c2f6e03f7b-4a52-9d0e-6f1a2b3c4d5e",
    ] {
      #expect(Epoch(text) == nil)
    }
  }

  @Test("buckets and jobs are told apart by their names")
  func owners() {
    #expect(Owner("residual_over") == .bucket(.residualOver))
    #expect(Owner("slurm:x/1") == .job("slurm:x/1"))
    #expect(Owner("other") == .other)
  }
}
