/// Microjoules of one owner, or of the node, by component.
public struct EnergyParts: Sendable, Equatable {
  /// Caused by activity, in the order of `Component`.
  public internal(set) var dynamic: [Int64]
  /// What would have flowed anyway, in the order of `Component`.
  public internal(set) var standing: [Int64]

  /// Nothing.
  public static let zero = EnergyParts(
    dynamic: .init(repeating: 0, count: Component.allCases.count),
    standing: .init(repeating: 0, count: Component.allCases.count))

  /// What activity caused, over some components.
  public func dynamic(of components: [Component]) -> Int64 {
    components.reduce(0) { $0 + dynamic[$1.rawValue] }
  }

  /// Both parts, over some components.
  public func full(of components: [Component]) -> Int64 {
    components.reduce(0) { $0 + dynamic[$1.rawValue] + standing[$1.rawValue] }
  }
}
