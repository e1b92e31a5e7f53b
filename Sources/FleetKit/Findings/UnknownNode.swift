/// A name that no node has, or more than one.
public struct UnknownNode: Error, CustomStringConvertible {
  /// One line: what is wrong, and how to mend it.
  public let description: String

  /// Says which nodes were meant, if any.
  init(name: String, nodes: [CheckedNode]) {
    guard !nodes.isEmpty else {
      description =
        "no node is called \"\(name)\"; give its host's name or the beginning of its id"
      return
    }
    let shown = nodes.prefix(4).map { node in
      let id = String(node.id.description.prefix(12))
      return node.place.hostname.map { "\($0) (\(id))" } ?? id
    }
    description =
      "\(nodes.count) nodes are called \"\(name)\", \(shown.joined(separator: ", "))"
      + (nodes.count > shown.count ? " …" : "") + "; give more of its id"
  }
}
