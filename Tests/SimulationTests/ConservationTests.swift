import Testing

@testable import Simulation

@Suite struct ConservationTests {
  @Test("every microjoule of the node has exactly one owner", arguments: Regime.allCases)
  func everyMicrojoule(regime: Regime) {
    for causation in Causation.allCases {
      var simulator = Simulator(regime.scenario(seed: 3, duration: 200, causation: causation))
      let truth = simulator.run { _ in }
      #expect(truth.imbalance < 1e-12, "seed 3, \(causation)")
      for component in Component.allCases {
        let index = component.rawValue
        let dynamic = truth.owners.values.reduce(0) { $0 + $1.dynamic[index] }
        let standing = truth.owners.values.reduce(0) { $0 + $1.standing[index] }
        #expect(dynamic == truth.node.dynamic[index])
        #expect(standing == truth.node.standing[index])
      }
      for (owner, parts) in truth.owners {
        #expect(parts.dynamic.allSatisfy { $0 >= 0 }, "\(owner)")
        #expect(parts.standing.allSatisfy { $0 >= 0 }, "\(owner)")
      }
      #expect(truth.owners[.unallocated]?.dynamic(of: Component.allCases) == 0)
    }
  }

  @Test(
    "what meters count is what the truth shares",
    arguments: [Regime.shortJobs, .manySmall, .accelerators])
  func metersAndTruth(regime: Regime) {
    var simulator = Simulator(regime.scenario(seed: 2, duration: 150))
    let truth = simulator.run { _ in }
    func metered(_ kind: EnergyDomain.Kind) -> Double {
      simulator.meters.filter { $0.domain.kind == kind }.reduce(0) { $0 + $1.joules }
    }
    func isSame(_ joules: Double, _ components: [Component]) -> Bool {
      abs(joules * 1e6 - Double(truth.node.full(of: components))) < 10
    }
    #expect(isSame(metered(.package), [.package]))
    if metered(.memory) > 0 { #expect(isSame(metered(.memory), [.memory])) }
    if metered(.platform) > 0 {
      #expect(isSame(metered(.platform), [.package, .memory, .accelerator, .board]))
      // Idle watts are in no part of a package that has a counter of its own.
      let parts = metered(.core) + metered(.uncore)
      #expect(parts < metered(.package))
    }
    let devices = simulator.accelerators.reduce(0) { $0 + $1.joules }
    #expect(isSame(devices, [.accelerator]))
  }

  @Test("who pays for keeping awake changes no joule of the node, and somebody's share")
  func causation() {
    var truths: [Truth] = []
    for causation in Causation.allCases {
      var simulator = Simulator(
        Regime.mixedInstructions.scenario(seed: 1, duration: 120, causation: causation))
      truths.append(simulator.run { _ in })
    }
    #expect(truths[0].node == truths[1].node)
    #expect(truths[0].owners[.job(0)] != truths[1].owners[.job(0)])
  }

  @Test("the same seed gives the same run, and another seed another")
  func seeds() {
    func run(_ seed: UInt64) -> (Truth, [UInt64], Double) {
      var simulator = Simulator(Regime.shortJobs.scenario(seed: seed, duration: 100))
      var energy: [UInt64] = []
      let truth = simulator.run { energy += $0.later.energy }
      return (truth, energy, simulator.node.idleLoad)
    }
    let first = run(11)
    let again = run(11)
    #expect(first.0.owners == again.0.owners)
    #expect(first.1 == again.1)
    let other = run(12)
    #expect(first.2 != other.2)
    #expect(first.1 != other.1)
  }

  @Test("how often one looks changes nothing that happens")
  func looking() throws {
    func run(every period: Double) -> (Truth, [Double]) {
      var simulator = Simulator(Regime.manySmall.scenario(seed: 4, duration: 200))
      let truth = simulator.run(every: period) { _ in }
      return (truth, simulator.owners.map(\.cpuSeconds))
    }
    let often = run(every: 0.5)
    let seldom = run(every: 10)
    #expect(often.1 == seldom.1)
    // What is slow and not linear is settled over other spans: that may move a thousandth.
    for (owner, parts) in often.0.owners {
      let one = Double(parts.full(of: Component.allCases))
      let other = Double(try #require(seldom.0.owners[owner]).full(of: Component.allCases))
      #expect(abs(one - other) <= 1e-3 * one, "\(owner)")
    }
  }

  @Test("seeds to develop with and seeds to be judged by have none in common")
  func heldOut() {
    #expect(!Seeds.development.overlaps(Seeds.heldOut))
  }

  @Test("standing energy is held by reservation, and what nobody reserved is unallocated")
  func standing() throws {
    // One job with a quarter of the cores of the first socket, and half the memory.
    var stage = Stage()
    let quarter = Double(stage.node.coresPerSocket) / 4
    stage.add(
      on: [0],
      reservation: Reservation(
        cores: [quarter, 0], memory: stage.node.memory.bytes / 2, accelerators: []))
    let truth = stage.run(seconds: 100)
    let job = try #require(truth.owners[.job(0)])
    let package = Double(job.standing[Component.package.rawValue]) / 1e6
    let memory = Double(job.standing[Component.memory.rawValue]) / 1e6
    #expect(abs(package - stage.node.socket.idle * 0.25 * 100) < 1e-3)
    #expect(abs(memory - stage.node.memory.idle * Double(stage.node.sockets) * 50) < 1e-3)
    let all = Double(truth.node.standing[Component.package.rawValue]) / 1e6
    let left = try #require(truth.owners[.unallocated])
    #expect(abs(Double(left.standing[Component.package.rawValue]) / 1e6 - (all - package)) < 1e-3)
  }

  @Test("where more is reserved than exists, shares shrink in proportion")
  func overReserved() throws {
    var stage = Stage()
    let all = Double(stage.node.coresPerSocket)
    for share in [all, 2 * all] {
      stage.add(
        on: [0], reservation: Reservation(cores: [share, 0], memory: 0, accelerators: []))
    }
    let truth = stage.run(seconds: 100)
    let one = try #require(truth.owners[.job(0)]).standing[Component.package.rawValue]
    let two = try #require(truth.owners[.job(1)]).standing[Component.package.rawValue]
    #expect(abs(Double(one) / 1e6 - stage.node.socket.idle * 100 / 3) < 1e-3)
    #expect(abs(Double(two) / 1e6 - stage.node.socket.idle * 200 / 3) < 1e-3)
  }
}
