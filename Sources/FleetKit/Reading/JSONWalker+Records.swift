/// Objects whose members come by their names.
extension JSONWalker {
  /// Reads an object whose members come by their names, each of them once.
  mutating func record(
    _ member: (inout JSONWalker, String) throws(JSONFault) -> Void
  ) throws(JSONFault) {
    try record { (walker, name, _) throws(JSONFault) in try member(&walker, name) }
  }

  /// The same, with the place of each name.
  mutating func record(
    _ member: (inout JSONWalker, String, JSONText) throws(JSONFault) -> Void
  ) throws(JSONFault) {
    var names = SeenNames()
    try object { (walker, name) throws(JSONFault) in
      try names.insert(name, walker)
      try member(&walker, walker.text(name), name)
    }
  }

  /// Reads an array of which `body` keeps each element; where there are more of them than anybody states it is refused,
  /// for an empty object of three bytes would become one of a hundred.
  mutating func array(
    upTo limit: Int, else reason: JSONFault.Reason,
    _ body: (inout JSONWalker) throws(JSONFault) -> Void
  ) throws(JSONFault) {
    var count = 0
    try array { (walker) throws(JSONFault) in
      count += 1
      guard count <= limit else { throw JSONFault(reason, at: walker.offset) }
      try body(&walker)
    }
  }

  /// Reads an object of strings, in which each name stands once.
  mutating func texts(
    into pairs: inout [(key: JSONText, value: JSONText)]
  ) throws(JSONFault) {
    var names = SeenNames()
    if pairs.isEmpty { pairs.reserveCapacity(8) }
    try object { (walker, name) throws(JSONFault) in
      try names.insert(name, walker)
      pairs.append((name, try walker.string()))
    }
  }

  /// Reads an object of strings, ordered by name.
  mutating func words() throws(JSONFault) -> [(key: String, value: String)] {
    var pairs: [(key: JSONText, value: JSONText)] = []
    try texts(into: &pairs)
    var words = pairs.map { (key: text($0.key), value: text($0.value)) }
    words.sort { $0.key < $1.key }
    return words
  }
}
