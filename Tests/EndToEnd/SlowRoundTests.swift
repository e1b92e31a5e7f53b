import Foundation
import TestSupport
import Testing

@Suite("Rounds a minute apart")
struct SlowRoundTests {
  @Test("a chip that shows only power is read between them, and the node has its energy")
  func chip() throws {
    let tree = try SensorTree()
    // Of two meters of the platform nobody knows which contains which.
    try tree.remove(SensorTree.twin, as: 4)
    let folder = try TemporaryDirectory()
    let clock = try DrivenClock(in: folder)
    let agent = try RunningAgent([
      "--clock", clock.path, "--sysfs", tree.path, "--interval", "60s",
    ])
    let name = "nodeprobe_node_energy_joules_total{tier=\"A\"}"
    let start = clock.seconds
    // Readings a minute apart bridge nothing, however many there are.
    let isThere = try Waiting.until {
      try clock.advance(by: 2)
      return try agent.page()[name] ?? 0 > 0
    }
    try #require(isThere)
    let joules = try #require(try agent.page()[name])
    // 30 W in every reading.
    #expect(joules <= 30 * Double(clock.seconds - start))
  }
}
