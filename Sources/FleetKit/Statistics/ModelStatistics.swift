/// All nodes of one hardware model.
public struct ModelStatistics: Sendable {
  /// Vendor, product and accelerators, as the nodes say.
  public let name: String
  /// How many nodes.
  public private(set) var nodes = 0
  /// What they used.
  public private(set) var balance = Balance()
  /// Slots in which an agent ran, over all nodes.
  public private(set) var coveredSlots = 0
  /// The numbers of its nodes in the order of all nodes.
  private(set) var numbers: [Int32] = []
  private var power = MeanPower()
  /// What nodes draw without activity, in watts, by of what they say it.
  private var idle: [String: [Double]] = [:]
  // Nodes of a model run the same benchmarks in the same order, so that a table finds them faster than a dictionary.
  private var names = NameTable<BenchmarkName>()
  private var results: [BenchmarkStatistics] = []

  init(name: String) { self.name = name }

  /// What they can do.
  public var benchmarks: [BenchmarkName: BenchmarkStatistics] {
    Dictionary(uniqueKeysWithValues: zip(names.names, results))
  }

  /// Counts a node.
  mutating func count(_ node: MergedNode, _ balance: Balance, _ reading: NodeReading) {
    nodes += 1
    numbers.append(Int32(truncatingIfNeeded: reading.number))
    if let said = node.facts.idle { idle[said.domains, default: []].append(said.watts) }
    self.balance += balance
    coveredSlots += reading.coveredSlots
    power.count(reading.seenEnergy, milliseconds: reading.coveredMilliseconds)
    // Looked at where they are: a copy of each would hold all its texts.
    let benchmarks = node.benchmarks.span
    for number in benchmarks.indices {
      let place = names.place(
        ifNext: { $0.names(benchmarks[number]) }, else: { BenchmarkName(benchmarks[number]) })
      if place == results.count { results.append(BenchmarkStatistics()) }
      results[place].count(benchmarks[number])
    }
  }

  /// What its nodes draw without activity.
  struct Idle {
    /// Of what, as reports have it: `wall`.
    let domains: String
    /// Of each node that says it of that, in watts, the least first.
    let watts: [Double]
    /// Of the middle node.
    var median: Double { Quantiles.quantile(0.5, of: watts) ?? .nan }
  }

  /// Of that of which most nodes say it: what meters of different places see is not compared. Nil where no node does.
  var usualIdle: Idle? {
    idle.max { ($0.value.count, $1.key) < ($1.value.count, $0.key) }
      .map { Idle(domains: $0.key, watts: $0.value.sorted()) }
  }

  /// Watts of a node on average, of each over the time that its rows cover; nil where they cover none.
  public var meanWatts: Double? { power.ofNode }
}
