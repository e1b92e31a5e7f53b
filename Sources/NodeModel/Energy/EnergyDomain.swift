/// A place where energy flows, as a meter names it. A domain is never added to its parent.
public enum EnergyDomain: UInt8, CaseIterable, Sendable {
  /// A component of the node, adding up with the others.
  case package, dram, accelerator, storage, network, rest
  /// Inside `package`.
  case core, uncore
  /// The whole platform, components inside, power supply outside.
  case psys
  /// The whole node at its plug or its power supplies' inputs.
  case wall
  /// A supply rail of which it is not known what hangs on it, or of which others are known to be part: it
  /// is shown, and never booked.
  case rail

  /// The component whose energy a meter of this domain counts; nil where it contains components or is
  /// part of one.
  public var component: EnergyComponent? {
    switch self {
    case .package: .package
    case .dram: .dram
    case .accelerator: .accelerator
    case .storage: .storage
    case .network: .network
    case .rest: .rest
    case .core, .uncore, .psys, .wall, .rail: nil
    }
  }

  /// The word in labels.
  public var word: String {
    switch self {
    case .core: "core"
    case .uncore: "uncore"
    case .psys: "psys"
    case .wall: "wall"
    case .rail: "rail"
    case .package, .dram, .accelerator, .storage, .network, .rest: component?.word ?? ""
    }
  }
}
