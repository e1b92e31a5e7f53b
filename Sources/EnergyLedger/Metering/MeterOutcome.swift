internal import NodeModel

/// What a reading says about the time since the one before.
enum MeterOutcome: Equatable {
  /// The first one: nothing yet.
  case started
  /// So many microjoules flowed.
  case energy(UInt64)
  /// The reading is not believed; the next one may tell what flowed.
  case refused(FailureReason)
  /// What flowed cannot be known; the meter counts on from this reading.
  case lost(Loss)

  /// Why energy cannot be known.
  enum Loss: UInt8, CaseIterable {
    /// So much time has passed that the counter may have wrapped more than once.
    case ambiguous
    /// The counter was set back to 0, by a driver or by hardware that slept.
    case restarted
    /// The counter has jumped and counts on from there.
    case jumped
    /// Readings of power were too far apart.
    case gap
  }
}
