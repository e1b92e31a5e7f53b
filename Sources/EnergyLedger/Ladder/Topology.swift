public import NodeModel

/// What there is to measure on a node: all meters, and what is known of the places that they measure.
public struct Topology: Sendable {
  /// Every meter that was found, readable or not.
  public var meters: [Meter]
  /// More about places; one that is not named has no capacity.
  public var places: [PlaceTraits]
  /// Why a rung has no meter at all; `absent` where nothing is said.
  public var absences: [Rung: FailureReason]
  /// Components that are on the node and of which some or all have no meter at all, in their order.
  public var unmetered: [EnergyComponent]

  /// More than so many meters are not taken.
  public static let mostMeters = 256

  /// A topology.
  public init(
    meters: [Meter], places: [PlaceTraits] = [], absences: [Rung: FailureReason] = [:],
    unmetered: [EnergyComponent] = []
  ) {
    self.meters = Array(meters.prefix(Self.mostMeters))
    self.places = places
    self.absences = absences
    self.unmetered = unmetered
  }
}
