import Testing

@testable import Simulation

@Suite struct PhysicsTests {
  private func dynamic(_ truth: Truth, _ job: Int, _ component: Component) -> Double {
    Double(truth.owners[.job(job)]?.dynamic[component.rawValue] ?? 0) / 1e6
  }

  @Test("one thread alone owns what the closed formula says, in the first seconds")
  func oneThread() {
    var stage = Stage()
    let mix = Mix(instructionsPerCycle: 2, activity: 1, traffic: 0, isVector: false)
    stage.add(on: [0], mix: mix)
    let node = stage.node
    let truth = stage.run(seconds: 1)
    // Alone it runs at the one-core turbo limit, after a moment where the governor follows use.
    let top = (node.frequency.oneCore * 10).rounded() / 10
    let speed = node.frequency.squaredVoltage(at: top) * top
    let switching = node.socket.switchingUnit * speed * (0.3 + 0.35 * 2)
    let watts = switching + node.socket.awakeUnit * speed + node.socket.uncoreAwake
    // The data of a phase may differ by 4 %, leakage has hardly begun, a governor needs some 100
    // ms.
    let joules = dynamic(truth, 0, .package)
    #expect(joules < watts * 1.05)
    #expect(joules > watts * 0.85)
  }

  @Test("wide vectors take more than waiting for memory, for the same CPU time")
  func unlikeMixes() {
    var stage = Stage()
    let vector = Mix(instructionsPerCycle: 2, activity: 1.8, traffic: 1e8, isVector: true)
    let memory = Mix(instructionsPerCycle: 0.3, activity: 1, traffic: 4e9, isVector: false)
    stage.add(on: [0], mix: vector)
    stage.add(on: [1], mix: memory)
    let truth = stage.run(seconds: 60)
    #expect(dynamic(truth, 0, .package) > 1.5 * dynamic(truth, 1, .package))
    #expect(dynamic(truth, 1, .memory) > 20 * dynamic(truth, 0, .memory))
  }

  @Test("two like threads on one core own less each than one with a core of its own")
  func siblings() {
    var stage = Stage()
    let node = stage.node
    for processor in [0, node.cores, 1] { stage.add(on: [processor]) }
    let truth = stage.run(seconds: 60)
    let first = dynamic(truth, 0, .package)
    let second = dynamic(truth, 1, .package)
    let alone = dynamic(truth, 2, .package)
    // Each phase's data differ by up to 4 %.
    #expect(abs(first / second - 1) < 0.09)
    #expect(first < 0.85 * alone)
    #expect(first > 0.5 * alone)
  }

  @Test(
    "by presence, unlike siblings share the clocks equally; by switching, the hotter one pays more")
  func clocks() {
    let hot = Mix(instructionsPerCycle: 2.4, activity: 1.8, traffic: 0, isVector: false)
    let cold = Mix(instructionsPerCycle: 0.3, activity: 1, traffic: 0, isVector: false)
    func hotJoules(_ causation: Causation) -> Double {
      var stage = Stage()
      stage.causation = causation
      stage.add(on: [0], mix: hot)
      stage.add(on: [stage.node.cores], mix: cold)
      return dynamic(stage.run(seconds: 30), 0, .package)
    }
    #expect(hotJoules(.switching) > hotJoules(.presence) * 1.05)
  }

  @Test("memory on the other socket warms the other socket, and stays its reader's")
  func remote() {
    var stage = Stage()
    stage.metering.counters = [.package, .memory]
    let mix = Mix(instructionsPerCycle: 0.4, activity: 1, traffic: 4e9, isVector: false)
    stage.add(on: [0], mix: mix, remote: 0.8)
    var simulator = stage.simulator(seconds: 60)
    let truth = simulator.run { _ in }
    let second = simulator.meters.filter { $0.domain.socket == 1 }
    for meter in second {
      let idle = meter.domain.kind == .package ? stage.node.socket.idle : stage.node.memory.idle
      #expect(meter.joules > idle * 60 * 1.02)
    }
    #expect(truth.owners[.job(0)]?.dynamic == truth.node.dynamic)
  }

  @Test("an ended job is charged for its heat until that is gone, and for little more")
  func heat() {
    var stage = Stage()
    let node = stage.node
    for processor in 0..<node.coresPerSocket { stage.add(on: [processor], for: 60) }
    let atEnd = dynamic(stage.run(seconds: 60), 0, .package)
    let later = dynamic(stage.run(seconds: 300), 0, .package)
    let muchLater = dynamic(stage.run(seconds: 600), 0, .package)
    #expect(later > atEnd)
    #expect(later < atEnd * 1.05)
    #expect(muchLater - later < 1e-3 * atEnd)
  }

  @Test("a package at its power limit slows down to it")
  func powerLimit() {
    var stage = Stage()
    let mix = Mix(instructionsPerCycle: 2.4, activity: 1.9, traffic: 1e8, isVector: true)
    for processor in 0..<stage.node.processors { stage.add(on: [processor], mix: mix) }
    var simulator = stage.simulator(seconds: 120)
    _ = simulator.run { _ in }
    for meter in simulator.meters where meter.domain.kind == .package {
      #expect(meter.watts < stage.node.socket.powerLimit * 1.05)
      #expect(meter.watts > stage.node.socket.powerLimit * 0.85)
    }
  }
}
