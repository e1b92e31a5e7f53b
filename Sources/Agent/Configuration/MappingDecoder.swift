/// Takes the members of one YAML mapping by name and type; what is left over is not known.
struct MappingDecoder {
  private var members: [String: (line: Int, value: YAMLNode)] = [:]
  private var order: [String] = []
  private var known: [String] = []
  private let place: String
  private let line: Int

  /// Opens `node`, which stands at `place` (the dotted name, empty for the root).
  init(_ node: YAMLNode, at place: String) throws(ConfigurationError) {
    self.place = place
    line = node.line
    guard case .mapping(let members, _) = node else {
      if case .scalar("", true, _) = node { return }
      throw ConfigurationError(
        line: node.line,
        "\(place.isEmpty ? "the document" : place) must be a mapping, not \(node.noun)")
    }
    for member in members {
      self.members[member.key] = (member.line, member.value)
      order.append(member.key)
    }
  }

  /// The names that were not taken yet, in the order of the file.
  var names: [String] { order }

  /// The line of a member.
  func line(of name: String) -> Int? { members[name]?.line }

  /// A member as it stands in the file.
  func node(_ name: String) -> YAMLNode? { members[name]?.value }

  mutating func take(_ name: String) -> YAMLNode? {
    known.append(name)
    order.removeAll { $0 == name }
    return members[name]?.value
  }

  mutating func text(_ name: String) throws(ConfigurationError) -> String? {
    guard let node = take(name) else { return nil }
    guard case .scalar(let text, _, _) = node else { throw wrong(name, node, "a word") }
    return text
  }

  mutating func number(
    _ name: String, in range: ClosedRange<Double>
  ) throws(ConfigurationError) -> Double? {
    guard let node = take(name) else { return nil }
    guard case .scalar(let text, true, _) = node, let number = Double(text), number.isFinite else {
      throw wrong(name, node, "a number")
    }
    guard range.contains(number) else {
      throw wrong(name, node, "between \(range.lowerBound) and \(range.upperBound)")
    }
    return number
  }

  mutating func integer(
    _ name: String, in range: ClosedRange<Int>
  ) throws(ConfigurationError) -> Int? {
    guard let node = take(name) else { return nil }
    guard case .scalar(let text, true, _) = node, let number = Int(text) else {
      throw wrong(name, node, "a whole number")
    }
    guard range.contains(number) else {
      throw wrong(name, node, "from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  mutating func flag(_ name: String) throws(ConfigurationError) -> Bool? {
    guard let node = take(name) else { return nil }
    guard case .scalar(let text, true, _) = node, let flag = ["true": true, "false": false][text]
    else { throw wrong(name, node, "true or false") }
    return flag
  }

  /// A time such as `500ms`, `1s`, `10m`, `48h`, in nanoseconds.
  mutating func duration(
    _ name: String, in range: ClosedRange<UInt64>
  ) throws(ConfigurationError) -> UInt64? {
    guard let node = take(name) else { return nil }
    guard case .scalar(let text, _, _) = node, let time = TimeSpan.nanoseconds(text) else {
      throw wrong(name, node, "a time such as 500ms, 1s or 10m")
    }
    guard range.contains(time) else {
      throw wrong(
        name, node,
        "from \(TimeSpan.text(range.lowerBound)) to \(TimeSpan.text(range.upperBound))")
    }
    return time
  }

  mutating func words(_ name: String) throws(ConfigurationError) -> [String]? {
    guard let node = take(name) else { return nil }
    guard case .sequence(let items, _) = node else { throw wrong(name, node, "a list of words") }
    var words: [String] = []
    for item in items {
      guard case .scalar(let text, _, _) = item else { throw wrong(name, item, "a word") }
      words.append(text)
    }
    return words
  }

  mutating func mapping(_ name: String) throws(ConfigurationError) -> MappingDecoder? {
    guard let node = take(name) else { return nil }
    return try MappingDecoder(node, at: full(name))
  }

  /// A list of mappings; none where it is not there.
  mutating func mappings(_ name: String) throws(ConfigurationError) -> [MappingDecoder] {
    guard let node = take(name) else { return [] }
    guard case .sequence(let items, _) = node else { throw wrong(name, node, "a list of mappings") }
    var decoders: [MappingDecoder] = []
    for (index, item) in items.enumerated() {
      decoders.append(try MappingDecoder(item, at: "\(full(name))[\(index)]"))
    }
    return decoders
  }

  /// Throws where a member is left that nobody asked for.
  func finish() throws(ConfigurationError) {
    guard let name = order.first else { return }
    let choices = known.sorted().joined(separator: ", ")
    throw ConfigurationError(
      line: members[name]?.line, "\(full(name).yamlQuoted) is not known; known here: \(choices)")
  }

  func wrong(_ name: String, _ node: YAMLNode, _ expected: String) -> ConfigurationError {
    ConfigurationError(line: node.line, "\(full(name)) must be \(expected), not \(node.noun)")
  }

  /// Something must stand in this mapping and does not.
  func lacking(_ expected: String) -> ConfigurationError {
    ConfigurationError(line: line, "\(place) needs \(expected)")
  }

  private func full(_ name: String) -> String { place.isEmpty ? name : place + "." + name }
}
