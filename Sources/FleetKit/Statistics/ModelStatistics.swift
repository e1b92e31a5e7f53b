/// All nodes of one hardware model.
public struct ModelStatistics: Sendable {
  /// Vendor, product and accelerators, as the nodes say.
  public let name: String
  /// How many nodes.
  public internal(set) var nodes = 0
  /// What they used.
  public internal(set) var balance = Balance()
  /// Slots in which an agent ran, over all nodes.
  public internal(set) var coveredSlots = 0
  /// What they can do.
  public internal(set) var benchmarks: [BenchmarkName: BenchmarkStatistics] = [:]

  init(name: String) { self.name = name }

  /// Watts of a node on average, over the time that rows cover; nil where they cover none.
  public var meanWatts: Double? {
    coveredSlots > 0 ? Double(balance.energy.full) / 1e6 / (Double(coveredSlots) * 300) : nil
  }
}
