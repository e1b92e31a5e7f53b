public import NodeModel

extension JSONWriter {
  /// Writes a member that is an object; what its record does not know is left out.
  public mutating func member<Record: JSONRecord>(_ name: StaticString, _ record: Record) {
    key(name)
    object { json in
      for member in Record.members { json.member(member, of: record) }
    }
  }

  private mutating func member<Record>(_ member: JSONMember<Record>, of record: Record) {
    switch member {
    case .text(let name, let path): self.member(name, record[keyPath: path])
    case .texts(let name, let path):
      key(name)
      array { json in
        for text in record[keyPath: path] { json.string(text) }
      }
    case .count(let name, let path): self.member(name, count: record[keyPath: path])
    case .total(let name, let path): self.member(name, count: record[keyPath: path])
    case .number(let name, let path): self.member(name, record[keyPath: path])
    case .flag(let name, let path):
      if let value = record[keyPath: path] { self.member(name, flag: value) }
    }
  }
}
