public import NodeModel

/// A finding as the document of the node writes it; there it carries no advice.
extension Finding: Decodable {
  private enum Key: String, CodingKey {
    case severity, kind, subject, text
  }

  /// Reads the members that the document has.
  public init(from decoder: any Decoder) throws {
    let members = try decoder.container(keyedBy: Key.self)
    let severity = try members.decode(String.self, forKey: .severity)
    self.init(
      // A newer agent may know more grades than this program.
      Severity(rawValue: severity) ?? .warning,
      kind: try members.decode(String.self, forKey: .kind),
      subject: try members.decode(String.self, forKey: .subject),
      text: try members.decode(String.self, forKey: .text))
  }
}
