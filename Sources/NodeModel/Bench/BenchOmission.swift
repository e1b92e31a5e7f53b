/// Cases that have no result: one, or all of a suite for the same reason.
public struct BenchOmission: Sendable, Equatable {
  /// What would have been measured; of several cases the first.
  public let subject: BenchSubject
  /// Why it was not, for people.
  public let reason: String
  /// How many cases it stands for.
  public var count: Int

  /// States an omission.
  public init(subject: BenchSubject, reason: String, count: Int = 1) {
    self.subject = subject
    self.reason = reason
    self.count = count
  }
}
