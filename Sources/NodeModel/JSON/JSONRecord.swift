/// A record that is an object in JSON, every member of which may be absent.
public protocol JSONRecord {
  /// Its members in the order in which they are written.
  static var members: [JSONMember<Self>] { get }
}

extension JSONRecord {
  /// Takes what an object says; members of other names are skipped.
  mutating func read(from reader: inout JSONReader) throws(JSONError) {
    let members = Self.members
    try reader.object { reader, name throws(JSONError) in
      guard let member = members.first(where: { $0.isNamed(name) }) else {
        return try reader.skipValue()
      }
      try member.read(&self, from: &reader)
    }
  }
}
