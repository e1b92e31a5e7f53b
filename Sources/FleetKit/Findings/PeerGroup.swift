/// Nodes that should perform alike in one benchmark, and how they do.
public struct PeerGroup: Sendable, Equatable {
  /// Fewer nodes say nothing of each other.
  public static let leastCount = 5

  /// The hardware model.
  public var model: String
  /// The settings in which all agree, ordered by key; all that they have unless the group was widened.
  public var settings: [NodeSetting]
  /// Whether settings were left out because too few agree in all of them.
  public var isWidened: Bool
  /// What they ran.
  public var benchmark: BenchmarkName
  /// How many nodes.
  public var count: Int
  /// Of the logarithm of each node's median, oriented.
  public var level: GoodSideFit
  /// Of the logarithm of each node's p10/p90; nil where too few have enough samples.
  public var tail: GoodSideFit?
  /// How many nodes have enough samples for a tail.
  public var tailCount: Int

  /// A group with its figures.
  public init(
    model: String, settings: [NodeSetting], isWidened: Bool = false, benchmark: BenchmarkName,
    count: Int, level: GoodSideFit, tail: GoodSideFit?, tailCount: Int
  ) {
    self.model = model
    self.settings = settings
    self.isWidened = isWidened
    self.benchmark = benchmark
    self.count = count
    self.level = level
    self.tail = tail
    self.tailCount = tailCount
  }

  /// "Example Server 2000, bios 1.4, governor performance".
  public var title: String {
    ([model] + settings.map(\.description)).joined(separator: ", ")
  }
}
