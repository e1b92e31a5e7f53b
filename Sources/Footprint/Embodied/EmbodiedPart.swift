/// A part of a node, how many of it there are, and by which reservation its carbon is shared.
public struct EmbodiedPart: Sendable, Hashable {
  /// By what a part's carbon is shared.
  public enum Resource: String, Sendable, CaseIterable {
    /// By reserved cores: all that has no reservation of its own.
    case cores
    /// By reserved memory.
    case memory
    /// By reserved accelerators.
    case accelerators
  }

  /// What it is.
  public let name: String
  /// How many.
  public let count: UInt64
  /// kg CO2e of one.
  public let kilograms: Factor
  /// By what it is shared.
  public let resource: Resource
  /// Who says so.
  public let source: String

  /// States a part, such as one whose maker has published a footprint; at most a million of it.
  public init(
    name: String, count: UInt64, kilograms: Factor, resource: Resource, source: String
  ) {
    self.name = name
    self.count = min(count, 1_000_000)
    self.kilograms = kilograms
    self.resource = resource
    self.source = source
  }

  /// A part by a coefficient of the table.
  public init(_ coefficient: EmbodiedCoefficient, count: UInt64, resource: Resource) {
    self.init(
      name: coefficient.key, count: count, kilograms: coefficient.kilograms, resource: resource,
      source: coefficient.source)
  }
}
