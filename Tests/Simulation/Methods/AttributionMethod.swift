/// A way to share a node's energy among those who use it; sees only what the kernel shows.
public protocol AttributionMethod {
  /// What it is called in tables.
  static var name: String { get }
  /// Begins on a node of which nothing was measured yet.
  init(on facts: NodeFacts)
  /// Shares the energy of one interval. An owner may be left out: it then got nothing.
  mutating func attribute(_ interval: Interval) -> [Attribution]
}
