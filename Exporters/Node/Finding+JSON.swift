internal import NodeModel

extension JSONWriter {
  /// Writes the members of a finding into the object that is open (docs/schema/node.json).
  mutating func members(of finding: Finding) {
    member("severity", finding.severity.rawValue)
    member("kind", finding.kind)
    member("subject", finding.subject)
    member("text", finding.text)
  }
}
