import FleetKit
import NodeModel
import TestSupport
import Testing

@Suite("Conservation of energy in a fleet")
struct ConservationTests {
  @Test("every way of adding up a random fleet gives the same total")
  func random() {
    for seed in UInt64(1)...20 {
      var random = SeededRandom(seed)
      var sum: Int128 = 0
      let nodes = (1...20).map { number in
        Make.node(UInt64(number), site: random.once(in: 5) ? nil : "s\(random.below(3))") { node in
          for hour in 0..<Int64(4) {
            // Enough that what is withdrawn is less.
            let base = UInt64(1) << 40 + random.below(1 << 40)
            node.add(.bucket(.system), hour: Make.midnight + hour * 3600, [base])
            sum += Int128(base)
            for _ in 0..<random.below(6) {
              let owner = Self.owners[Int(random.below(UInt64(Self.owners.count)))]
              let component = EnergyComponent.allCases[Int(random.below(6))]
              let energy = random.below(1 << 36)
              node.add(
                owner, component, hour: Make.midnight + hour * 3600, [0, energy],
                tier: Tier.allCases[Int(random.below(5))])
              sum += owner == .bucket(.residualUnder) ? -Int128(energy) : Int128(energy)
            }
          }
          for owner in node.owners where random.once(in: 2) {
            node.addJob(owner.name, team: random.once(in: 2) ? "t\(random.below(3))" : nil)
          }
        }
      }
      let found = statistics(nodes)
      let proof = Conservation(found, owners: found.owners())
      #expect(proof.holds && proof.energy == sum, "seed \(seed)")
      #expect(proof.ways.count == 10)
    }
  }

  private static let owners: [Owner] =
    Bucket.allCases.map { .bucket($0) } + [.other] + (1...5).map { .job("slurm:a/\($0)") }
}
