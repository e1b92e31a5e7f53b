/// Something about this node that somebody should know, with what proves it.
public struct Finding: Sendable, Equatable {
  /// How much it matters.
  public enum Grade: String, Sendable, CaseIterable {
    /// Worth knowing, nothing to do.
    case notice
    /// The node works, but below what it can.
    case warning
    /// The node's results or its life are in danger.
    case critical
  }

  /// How much this one matters.
  public let grade: Grade
  /// The kind of the finding, one word that stays the same: "link".
  public let what: String
  /// The device it is about, as other series name it.
  public let device: String
  /// What was seen, with numbers and units.
  public let evidence: String
  /// What to do about it.
  public let advice: String

  /// Puts a finding together.
  public init(grade: Grade, what: String, device: String, evidence: String, advice: String) {
    self.grade = grade
    self.what = what
    self.device = device
    self.evidence = evidence
    self.advice = advice
  }
}
