/// Whom energy is given to.
public enum Owner: Sendable, Hashable {
  /// A job, by its number in the scenario.
  case job(Int)
  /// The operating system's own activity.
  case system
  /// Nobody: what stands idle and is not reserved.
  case unallocated
}
