import Testing

@testable import Agent

@Suite("The time of the energy book")
struct EnergyClockTests {
  private static let second: UInt64 = 1_000_000_000
  private static let lead = "nodeprobe_energy_clock_lead_seconds"

  @Test("is on the page where it is ahead of a clock that was set right, and goes at half speed")
  func lead() throws {
    let node = try StagedNode(range: 1 << 40)
    try node.round()
    try node.pass(2 * Self.second, microjoules: 40_000_000)
    #expect(try node.round()[Self.lead] == 0)
    try node.setClock(by: 3600)
    try node.pass(2 * Self.second, microjoules: 40_000_000)
    #expect(try node.round()[Self.lead] == 0)
    try node.setClock(by: -3600)
    try node.pass(2 * Self.second, microjoules: 40_000_000)
    // One second in two, while the clock went two.
    #expect(try node.round()[Self.lead] == 3_599_000_000)
    try node.pass(4 * Self.second, microjoules: 40_000_000)
    #expect(try node.round()[Self.lead] == 3_597_000_000)
    try node.setClock(by: 3600)
    try node.pass(2 * Self.second, microjoules: 40_000_000)
    #expect(try node.round()[Self.lead] == 0)
  }
}
