internal import CYAML

/// A YAML document as a tree that remembers its lines.
indirect enum YAMLNode {
  case scalar(text: String, isPlain: Bool, line: Int)
  case sequence([YAMLNode], line: Int)
  case mapping([(key: String, line: Int, value: YAMLNode)], line: Int)

  var line: Int {
    switch self {
    case .scalar(_, _, let line), .sequence(_, let line), .mapping(_, let line): line
    }
  }

  /// What it is called in a message.
  var noun: String {
    switch self {
    case .scalar(let text, _, _): text.isEmpty ? "nothing" : text.yamlQuoted
    case .sequence: "a list"
    case .mapping: "a mapping"
    }
  }

  /// The only document of `text`; nil where it is empty.
  static func parse(_ text: [UInt8]) throws(ConfigurationError) -> YAMLNode? {
    guard
      let reader = unsafe text.withUnsafeBufferPointer({
        unsafe cyaml_open($0.baseAddress, $0.count)
      })
    else { throw ConfigurationError(line: nil, "out of memory") }
    defer { unsafe cyaml_close(reader) }
    let parser = unsafe EventReader(reader: reader)
    return try parser.document()
  }

  /// One step through the document, copied out of libyaml's memory.
  private struct Event {
    let kind: cyaml_kind
    let text: String
    let isPlain: Bool
    let line: Int
  }

  /// Builds the tree from libyaml's events.
  @safe
  private struct EventReader {
    /// Deeper documents are refused: none of ours has more than five levels.
    private static let deepest = 16

    let reader: OpaquePointer

    func document() throws(ConfigurationError) -> YAMLNode? {
      var root: YAMLNode?
      while true {
        let event = try next()
        switch event.kind {
        case CYAML_END: return root
        case CYAML_OTHER: continue
        default:
          guard root == nil else {
            throw ConfigurationError(line: event.line, "a second document; one is expected")
          }
          root = try node(event, depth: 0)
        }
      }
    }

    private func node(_ event: Event, depth: Int) throws(ConfigurationError) -> YAMLNode {
      guard depth < Self.deepest else {
        throw ConfigurationError(line: event.line, "nested too deep")
      }
      switch event.kind {
      case CYAML_SCALAR:
        return .scalar(text: event.text, isPlain: event.isPlain, line: event.line)
      case CYAML_SEQUENCE_START:
        var items: [YAMLNode] = []
        while true {
          let item = try next()
          if item.kind == CYAML_SEQUENCE_END { return .sequence(items, line: event.line) }
          items.append(try node(item, depth: depth + 1))
        }
      case CYAML_MAPPING_START:
        return try mapping(line: event.line, depth: depth)
      default:
        throw ConfigurationError(
          line: event.line, "aliases are not understood here; write it out")
      }
    }

    private func mapping(line: Int, depth: Int) throws(ConfigurationError) -> YAMLNode {
      var members: [(key: String, line: Int, value: YAMLNode)] = []
      while true {
        let event = try next()
        if event.kind == CYAML_MAPPING_END { return .mapping(members, line: line) }
        guard event.kind == CYAML_SCALAR else {
          throw ConfigurationError(line: event.line, "a key must be a word")
        }
        if let first = members.first(where: { $0.key == event.text }) {
          throw ConfigurationError(
            line: event.line,
            "\(event.text.yamlQuoted) stands here a second time (first in line \(first.line))")
        }
        members.append((event.text, event.line, try node(try next(), depth: depth + 1)))
      }
    }

    private func next() throws(ConfigurationError) -> Event {
      var raw = unsafe cyaml_event()
      unsafe cyaml_next(reader, &raw)
      let bytes = unsafe UnsafeRawBufferPointer(start: raw.text, count: raw.length)
      let text = unsafe String(decoding: bytes, as: UTF8.self)
      let event = unsafe Event(
        kind: raw.kind, text: text, isPlain: raw.is_plain != 0, line: raw.line)
      if event.kind == CYAML_ERROR {
        throw ConfigurationError(line: event.line, "not valid YAML: " + text)
      }
      return event
    }
  }
}
