public import NodeModel

/// How a place where energy flows stands.
public struct PlaceStatus: Sendable, Equatable {
  /// The component that it belongs to.
  public let component: EnergyComponent
  /// The device.
  public let device: String
  /// All its energy that stands in the book. The energy of all places, less `residual_under`, with
  /// `residual_over` is the node's.
  public let energy: Microjoules
  /// The number of the meter that told it last; nil where nothing tells it now.
  public let meter: Int?
  /// What it draws without activity, in microwatts; nil where nothing is known.
  public let idleMicrowatts: UInt64?
  /// Whether that is not learnt yet.
  public let isIdleProvisional: Bool
}
