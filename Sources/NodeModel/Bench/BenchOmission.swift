/// A case that has no result.
public struct BenchOmission: Sendable, Equatable {
  /// What would have been measured.
  public let subject: BenchSubject
  /// Why it was not, for people.
  public let reason: String

  /// States an omission.
  public init(subject: BenchSubject, reason: String) {
    self.subject = subject
    self.reason = reason
  }
}
