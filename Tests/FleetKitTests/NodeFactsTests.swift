import FleetKit
import Testing

@Suite("Facts of a node")
struct NodeFactsTests {
  @Test("the model is vendor and product, CPUs and accelerators, as far as they are said")
  func model() {
    var facts = NodeFacts()
    #expect(facts.model == "unknown")
    facts.processor = "AMD EPYC 9654"
    #expect(facts.model == "AMD EPYC 9654")
    facts.vendor = "Example"
    facts.product = "Server 2000"
    facts.accelerators = [NodeFacts.Accelerators(model: "H100 SXM5", count: 8)]
    #expect(facts.model == "Example Server 2000, AMD EPYC 9654, 8 × H100 SXM5")
    (facts.packages, facts.cores) = (2, 192)
    #expect(facts.model == "Example Server 2000, 2 × AMD EPYC 9654, 192 cores, 8 × H100 SXM5")
    (facts.packages, facts.cores, facts.accelerators) = (1, 1, [])
    #expect(facts.model == "Example Server 2000, AMD EPYC 9654, 1 core")
    facts.processor = nil
    #expect(facts.model == "Example Server 2000")
  }

  @Test("an id is printed and ordered by its bytes")
  func identity() {
    let id = NodeID((0x3b9d_6bcd_bbfd_4b2d, 1, 0, .max))
    #expect(
      id.description == "3b9d6bcdbbfd4b2d" + "0000000000000001" + "0000000000000000"
        + "ffffffffffffffff")
    #expect(NodeID((1, 2, 3, 4)) < NodeID((1, 2, 4, 0)))
  }
}
