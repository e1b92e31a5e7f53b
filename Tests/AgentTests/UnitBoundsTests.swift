import Foundation
import Testing

@testable import Agent

@Suite("What the unit allows")
struct UnitBoundsTests {
  private func setting(_ name: String) throws -> Int {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let unit = try String(
      contentsOf: root.appendingPathComponent("packaging/nodeprobe.service.in"), encoding: .utf8)
    let line = try #require(unit.split(separator: "\n").first { $0.hasPrefix(name + "=") })
    return try #require(Int(line.drop { !$0.isNumber }.prefix { $0.isNumber }))
  }

  @Test(
    "is enough for all workers that may be there at once, those included that the kernel does not let go"
  )
  func tasks() throws {
    let perKind = WorkerSupervisor.mostHeld + WorkerSupervisor.mostSolos
    // The sampler, the event loop, the threads of state and reports, and a worker's that is just being started.
    let own = 5
    #expect(WorkerKind.all.count * perKind + own <= (try setting("TasksMax")))
  }
}
