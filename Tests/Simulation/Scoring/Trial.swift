/// Methods on the same run, and how well they did.
public struct Trial {
  /// One method's scores.
  public struct Result: Sendable {
    /// The method.
    public let name: String
    /// Of activity and of what stands idle.
    public let full: Score
    /// Of activity alone.
    public let dynamic: Score
  }

  /// The node.
  public let facts: NodeFacts
  /// What was true.
  public let truth: Truth
  /// In the order of the methods.
  public let results: [Result]

  /// Runs a scenario once, with all methods looking at the same samples.
  public init(
    _ scenario: Scenario, every period: Double = 1, _ methods: [any AttributionMethod.Type]
  ) {
    var simulator = Simulator(scenario)
    let facts = simulator.facts
    var running = methods.map { $0.init(on: facts) }
    var tallies = [Tally](repeating: Tally(), count: methods.count)
    let truth = simulator.run(
      every: period,
      glance: { sample in for index in running.indices { running[index].notice(sample) } },
      { interval in
        for index in running.indices { tallies[index].add(running[index].attribute(interval)) }
      })
    self.facts = facts
    self.truth = truth
    let full = truth.owners.mapValues { $0.full(of: facts.boundary) }
    let dynamic = truth.owners.mapValues { $0.dynamic(of: facts.boundary) }
    results = zip(methods, tallies).map { method, tally in
      Result(
        name: method.name,
        full: Score(given: tally.full, truth: full, node: truth.node.full(of: facts.boundary)),
        dynamic: Score(
          given: tally.dynamic, truth: dynamic, node: truth.node.dynamic(of: facts.boundary)))
    }
  }
}
