public import NodeModel

/// What is known of a place where energy flows, beside its meters.
public struct PlaceTraits: Sendable {
  /// The component that it belongs to.
  public var component: EnergyComponent
  /// The device, as its meters name it; empty for what the wall sees beyond all components.
  public var device: String
  /// How much of it can be reserved, in the unit of reservations: thousandths of a core, megabytes,
  /// thousandths of a device. 0: not known.
  public var capacity: UInt32
  /// What a table says it draws when idle, in microwatts.
  public var idlePrior: UInt64?
  /// Model, firmware and driver: another one has another idle power, to be learnt anew.
  public var hardware: String

  /// Traits of a place.
  public init(
    _ component: EnergyComponent, device: String, capacity: UInt32, idlePrior: UInt64? = nil,
    hardware: String = ""
  ) {
    self.component = component
    self.device = device
    self.capacity = capacity
    self.idlePrior = idlePrior
    self.hardware = hardware
  }
}
