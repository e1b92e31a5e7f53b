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
  private var coveredMilliseconds: UInt64 = 0
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
    self.balance += balance
    coveredSlots += reading.coveredSlots
    coveredMilliseconds += reading.coveredMilliseconds
    // Looked at where they are: a copy of each would hold all its texts.
    let benchmarks = node.benchmarks.span
    for number in benchmarks.indices {
      let place = names.place(
        ifNext: { $0.names(benchmarks[number]) }, else: { BenchmarkName(benchmarks[number]) })
      if place == results.count { results.append(BenchmarkStatistics()) }
      results[place].count(benchmarks[number])
    }
  }

  /// Watts of a node on average, over the time that rows cover; nil where they cover none.
  public var meanWatts: Double? {
    coveredMilliseconds > 0
      ? Double(balance.energy.full) / 1e3 / Double(coveredMilliseconds) : nil
  }
}
