import Testing

@testable import Simulation

@Suite struct SchedulingTests {
  private func cpuSeconds(_ stage: Stage, seconds: Double) -> [Double] {
    var simulator = stage.simulator(seconds: seconds)
    _ = simulator.run { _ in }
    return simulator.owners.dropFirst().map(\.cpuSeconds)
  }

  @Test("two busy jobs on one processor get half each")
  func equal() {
    var stage = Stage()
    stage.add(on: [0])
    stage.add(on: [0])
    let used = cpuSeconds(stage, seconds: 60)
    #expect(abs(used[0] - 30) < 0.6)
    #expect(abs(used[1] - 30) < 0.6)
  }

  @Test("a weight of 200 gets twice what a weight of 100 gets")
  func weights() {
    var stage = Stage()
    stage.add(on: [0], weight: 200)
    stage.add(on: [0], weight: 100)
    let used = cpuSeconds(stage, seconds: 60)
    #expect(abs(used[0] - 40) < 1)
    #expect(abs(used[1] - 20) < 1)
  }

  @Test("cpu.max holds, within a tick in a period")
  func quota() {
    var stage = Stage()
    stage.add(on: Array(0..<8), threads: 8, quota: 2)
    let used = cpuSeconds(stage, seconds: 60)
    #expect(used[0] >= 118)
    #expect(used[0] <= 2 * 60 * 1.45)
  }

  @Test("a thread that uses 30 % of its processor is there 30 % of the time")
  func duty() {
    var stage = Stage()
    for processor in 0..<12 { stage.add(on: [processor], use: 0.3) }
    let used = cpuSeconds(stage, seconds: 300).reduce(0, +) / 12
    #expect(abs(used / 300 - 0.3) < 0.03)
  }

  @Test("idle cores are taken before idle siblings")
  func spread() {
    var stage = Stage()
    let cores = Array(0..<4)
    stage.add(on: cores + cores.map { $0 + stage.node.cores }, threads: 4)
    var simulator = stage.simulator(seconds: 10)
    _ = simulator.run { _ in }
    let owner = simulator.owners[1]
    #expect(owner.cyclesAlone.sum() == owner.cycles.sum())
    #expect(owner.cpuSeconds > 39.9)
  }
}
