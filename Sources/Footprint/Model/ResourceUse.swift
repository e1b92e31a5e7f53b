/// What one owner used and held in one slot: what the ledger hands to the model.
public struct ResourceUse: Sendable, Hashable {
  /// When the slot begins, seconds since 1970, UTC.
  public let time: Int64
  /// The node's energy that went to the owner.
  public let energy: EnergyInterval
  /// What the owner had reserved, settled (`NodeCapacity.settle`).
  public let reservation: Reservation

  /// States a use.
  public init(time: Int64, energy: EnergyInterval, reservation: Reservation = .none) {
    self.time = time
    self.energy = energy
    self.reservation = reservation
  }
}
