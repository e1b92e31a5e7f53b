extension ReportOutline {
  /// What only the newest report says, as members of an object: those that are known in their order, the others
  /// by the bytes of their names.
  func newestBytes(in bytes: Span<UInt8>) -> [UInt8] {
    var text: [UInt8] = []
    for member in ReportMember.newest {
      guard let range = newest[member] else { continue }
      text.append(contentsOf: "\"\(member.rawValue)\":".utf8)
      text.append(range, of: bytes)
      text.append(0x2C)
    }
    for other in others {
      text.append(other.name.value, of: bytes)
      text.append(0x3A)
      text.append(other.value, of: bytes)
      text.append(0x2C)
    }
    return text
  }

  /// Puts the members that are not known into the order of their names.
  mutating func sortOthers(_ bytes: Span<UInt8>) {
    others.sort { bytes.compare($0.name.value, $1.name.value) == .less }
  }
}
