/// Something about this node that a person should look at, with what proves it.
public struct Finding: Sendable, Equatable {
  /// How much it matters.
  public enum Severity: String, Sendable, CaseIterable {
    /// Something breaks or is lost now.
    case critical
    /// The node works, but something is not as it should be.
    case warning
  }

  /// How much this one matters.
  public let severity: Severity
  /// The kind of the finding, one word that stays the same: "temperature", "link".
  public let kind: String
  /// What it is about: a device, as other series name it, a sensor or a probe.
  public let subject: String
  /// What was seen, with numbers and units, in one line.
  public let text: String
  /// What to do about it; nil where there is no general answer.
  public let advice: String?

  /// Puts a finding together.
  public init(
    _ severity: Severity, kind: String, subject: String, text: String, advice: String? = nil
  ) {
    self.severity = severity
    self.kind = kind
    self.subject = subject
    self.text = text
    self.advice = advice
  }
}
