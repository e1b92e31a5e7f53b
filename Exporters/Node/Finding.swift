internal import NodeModel

/// Something about the node that a person should look at, with its evidence.
struct Finding: Equatable {
  /// How much it matters.
  enum Severity: String {
    /// Something breaks or is lost now.
    case critical
    /// Something is not as it should be.
    case warning
  }

  let severity: Severity
  /// A word for programs, such as "temperature" or "link".
  let kind: String
  /// What it is about, such as a device.
  let subject: String
  /// One line for people.
  let text: String
}
