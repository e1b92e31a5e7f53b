/// A way to share a node's energy among those who use it; sees only what the kernel shows.
public protocol AttributionMethod {
  /// What it is called in tables.
  static var name: String { get }
  /// Begins on a node of which nothing was measured yet.
  init(on facts: NodeFacts)
  /// Sees what a look at the node shows right after jobs came or went, between two samples. Nothing has to
  /// come of it.
  mutating func notice(_ sample: Sample)
  /// Shares the energy of one interval. An owner may be left out: it then got nothing.
  mutating func attribute(_ interval: Interval) -> [Attribution]
}

extension AttributionMethod {
  /// Looks at nothing between two samples.
  public mutating func notice(_ sample: Sample) {}
}
