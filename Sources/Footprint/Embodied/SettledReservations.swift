/// Reservations of one slot that add up to the node.
public struct SettledReservations: Sendable, Hashable {
  /// What each owner had, in the order that they were given.
  public let owners: [Reservation]
  /// What nobody had.
  public let unallocated: Reservation
}
