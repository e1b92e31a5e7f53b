internal import LinuxFiles
internal import NodeModel

/// All targets that should be nodes: a file of targets, and what pull has kept of them.
public struct ExpectedTargets: Sendable {
  /// By their names, each once.
  let targets: [ExpectedTarget]
  /// From which files, for whoever wants to make a report again.
  let inputs: [(use: Provenance.Use, file: InputDigest)]
  /// Whether pull says which node answered where.
  let hasPositions: Bool

  /// Reads both.
  ///
  /// - Parameters:
  ///   - path: the file of targets.
  ///   - positions: `OUT.positions` of pull; nil where there is none.
  /// - Throws: one line with file, place and reason.
  public init(reading path: String, positions: String? = nil) throws {
    let bytes = try BoundedFile.contents(of: path, limit: TargetFile.mostBytes)
    let entries = try TargetFile.targets(in: bytes, path).entries
    guard !entries.isEmpty else {
      throw TargetFile.Wrong(description: "\(path): it names no target")
    }
    var inputs: [(use: Provenance.Use, file: InputDigest)] = [
      (.targets, InputDigest(path: path, bytes))
    ]
    var known = PullPositions()
    if let positions {
      let bytes = try BoundedFile.contents(of: positions, limit: PullPositions.mostBytes)
      do throws(JSONError) {
        known = try PullPositions(bytes)
      } catch {
        throw TargetFile.Wrong(description: "\(positions): \(error)")
      }
      inputs.append((.positions, InputDigest(path: positions, bytes)))
    }
    targets = Self.joined(entries, known)
    self.inputs = inputs
    hasPositions = positions != nil
  }

  /// Targets of the entries of a file, without one.
  init(_ entries: [TargetFile.Entry], _ known: PullPositions = PullPositions()) {
    targets = Self.joined(entries, known)
    inputs = []
    hasPositions = !known.entries.isEmpty
  }

  /// The options by which they were given, as they could be typed.
  public var options: [String] {
    inputs.flatMap { ["--" + $0.use.rawValue, $0.file.name] }
  }

  /// `node7` and `node7:9944` are one target, wherever they stand and whatever each of them says.
  private static func joined(
    _ entries: [TargetFile.Entry], _ known: PullPositions
  ) -> [ExpectedTarget] {
    func name(_ text: String) -> String { PullTarget(text)?.authority ?? text }
    var answered: [String: Set<NodeID>] = [:]
    for (text, entry) in known.entries {
      if let id = NodeID(entry.nodeID) { answered[name(text), default: []].insert(id) }
    }
    return Dictionary(grouping: entries) { name($0.text) }.map { name, entries in
      let same = entries.map { ExpectedTarget($0) }.sorted(by: precedes)
      var target = same[0]
      let place = same.first { $0.site != nil || $0.rack != nil }
      (target.site, target.rack) = (place?.site, place?.rack)
      if same.contains(where: { $0.scheme == nil }) { target.scheme = nil }
      target.wasFetched = answered[name] != nil
      target.ids = (answered[name] ?? []).sorted() + Set(same.flatMap(\.ids)).sorted()
      return target
    }
    .sorted(by: precedes)
  }

  private static func precedes(_ left: ExpectedTarget, _ right: ExpectedTarget) -> Bool {
    if left.text != right.text { return NaturalOrder.precedes(left.text, right.text) }
    func key(_ one: ExpectedTarget) -> [String] {
      [one.site ?? "~", one.rack ?? "~", one.scheme ?? ""]
    }
    return key(left).lexicographicallyPrecedes(key(right))
  }
}
