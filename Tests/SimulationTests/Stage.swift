@testable import Simulation

/// A node and jobs laid out by hand. The system does next to nothing.
struct Stage {
  var node: NodeParameters
  var metering = Metering(
    counters: [.package, .memory], unit: .large, hasWall: true, hasCycles: true,
    hasCyclesAlone: true, hasMisses: true, hasTraffic: true)
  var jobs: [JobPlan] = []
  var causation = Causation.switching

  /// A server of two sockets.
  init(seed: UInt64 = 1) {
    var random = RandomSource(seed: seed)
    node = NodeDesign.server(&random).0.make(&random)
  }

  init(_ node: NodeParameters) { self.node = node }

  /// A job that keeps its threads busy from the first moment to the end, unless told otherwise.
  mutating func add(
    on processors: [Int], threads: Int = 1, mix: Mix = .reference, use: Double = 1,
    reservation: Reservation = .none, from arrival: Double = 0, for duration: Double = 1e9,
    remote: Double = 0, weight: Double = 100, quota: Double = .infinity
  ) {
    var plan = JobPlan(
      arrival: arrival, duration: duration, threads: threads, processors: processors,
      phases: [.using(use, mix)], reservation: reservation, resident: 1e9, remoteShare: remote,
      uncountedTraffic: 0)
    plan.weight = weight
    plan.quota = quota
    jobs.append(plan)
  }

  func simulator(seconds: Double, seed: UInt64 = 1) -> Simulator {
    let phase = Phase(mix: .reference, burst: 1e-9, sleep: 1e9, length: .infinity)
    let system = JobPlan(
      arrival: 0, duration: .infinity, threads: 0, processors: [0], phases: [phase],
      reservation: .none, resident: 1e9, remoteShare: 0, uncountedTraffic: 0)
    return Simulator(
      Scenario(
        node: node, metering: metering, jobs: jobs, system: system, duration: seconds, seed: seed,
        causation: causation))
  }

  func run(seconds: Double, seed: UInt64 = 1) -> Truth {
    var simulator = simulator(seconds: seconds, seed: seed)
    return simulator.run { _ in }
  }
}
