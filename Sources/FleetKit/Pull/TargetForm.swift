internal import CYAML

/// Follows the events of a YAML document in the form of a file of targets.
struct TargetForm {
  private enum Level {
    case document, groups, group, targets, labels, other

    /// What opens within; nil where nothing may.
    func inner(_ isMapping: Bool, _ key: String?) -> Level? {
      switch (self, isMapping, key) {
      case (.document, false, _): .groups
      case (.groups, true, _): .group
      case (.group, false, "targets"): .targets
      case (.group, true, "labels"): .labels
      case (.group, _, .some), (.labels, _, .some), (.other, _, _): .other
      default: nil
      }
    }
  }

  /// The targets so far, and where each stands.
  private(set) var found: [TargetFile.Entry] = []
  /// Where the targets of the open group begin in it, and what its labels say.
  private var group: (first: Int, labels: TargetFile.Labels) = (0, TargetFile.Labels())
  private var levels = [Level.document]
  /// The key whose value comes next, in a mapping.
  private var key: String?

  /// Takes an event; what is wrong with it, or nil.
  mutating func take(_ kind: cyaml_kind, _ text: String, line: Int) -> String? {
    let level = levels[levels.count - 1]
    switch kind {
    case CYAML_SEQUENCE_START, CYAML_MAPPING_START:
      let next = level.inner(kind == CYAML_MAPPING_START, key)
      key = nil
      guard let next else { return Self.form }
      levels.append(next)
      if next == .group { group = (found.count, TargetFile.Labels()) }
    case CYAML_SEQUENCE_END, CYAML_MAPPING_END:
      levels.removeLast()
      guard level == .group else { break }
      for place in group.first..<found.count { found[place].labels = group.labels }
    case CYAML_SCALAR: return take(scalar: text, in: level, line: line)
    case CYAML_ALIAS: return "aliases are not understood here; write it out"
    default: break
    }
    return nil
  }

  private mutating func take(scalar text: String, in level: Level, line: Int) -> String? {
    switch level {
    case .targets: found.append(TargetFile.Entry(text: text, place: "line \(line)"))
    case .group, .labels:
      guard let name = key.take() else {
        key = text
        return nil
      }
      if level == .group, name == "targets" { return "targets must be a list" }
      if level == .labels { group.labels.take(name, text) }
    case .document where text.isEmpty: break
    case .other: break
    case .document, .groups: return Self.form
    }
    return nil
  }

  private static let form = "a list of {targets: [HOST:PORT, …]} is expected"
}
