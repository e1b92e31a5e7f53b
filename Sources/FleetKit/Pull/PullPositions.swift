internal import LinuxFiles
internal import NodeModel

/// Where the next report of each target begins, as it is kept beside what was fetched: `nodeprobe.pull/1`.
struct PullPositions: Equatable {
  /// How far a node was fetched.
  struct Entry: Equatable {
    /// Whose rows the position counts: another node at the same address begins anew.
    var nodeID: String
    /// Of its store.
    var position: UInt64
    /// When the report came that it is of, in seconds since 1970; nil where an earlier version has kept it.
    var fetched: Int64?

    /// Whether it was fetched later, as far as anybody knows.
    func isLater(than other: Entry) -> Bool {
      (fetched ?? .min, position) > (other.fetched ?? .min, other.position)
    }

    /// How many hours must be asked for to have all that was filed since then.
    ///
    /// - Parameter now: in seconds since 1970.
    func hours(until now: Int64) -> Int {
      // The hour that ran then is one of them.
      fetched.map { Int(max(0, now - $0) + 3599) / 3600 + 1 } ?? 0
    }
  }

  private static let schema = "nodeprobe.pull/1"
  /// As many targets as a file of targets may name.
  static let mostBytes = 128 << 20

  /// By host and port of the target, however it is spelled in its file (`name`).
  var entries: [String: Entry] = [:]

  /// What a target is called here: `node7` is `node7:9944`, and what is none has its own words.
  static func name(_ target: String) -> String { PullTarget(target)?.authority ?? target }

  /// Those in a file; none where it is not there.
  init(reading path: String) throws {
    let bytes: [UInt8]
    do throws(SystemError) {
      bytes = try BoundedFile.contents(of: path, limit: Self.mostBytes)
    } catch {
      guard error.isAbsent else { throw error }
      self.init()
      return
    }
    do throws(JSONError) {
      try self.init(bytes)
    } catch {
      throw PullFailure("\(path): \(error); remove it to fetch everything anew")
    }
  }

  /// Those of the document.
  init(_ bytes: [UInt8]) throws(JSONError) {
    try read(bytes)
  }

  /// None.
  init() {}

  private mutating func read(_ bytes: [UInt8]) throws(JSONError) {
    var reader = try JSONReader(bytes)
    var entries: [String: Entry] = [:]
    var schema = ""
    try reader.object { reader, name throws(JSONError) in
      switch name {
      case "schema": schema = try reader.string()
      case "targets":
        try reader.array { reader throws(JSONError) in
          var words: [String: String] = [:]
          var position: UInt64 = 0
          var fetched: Int64?
          try reader.object { reader, name throws(JSONError) in
            switch name {
            case "target", "node_id": words[name] = try reader.string()
            case "position": position = UInt64(try reader.count())
            case "fetched": fetched = Int64(try reader.time() / 1_000_000_000)
            default: try reader.skipValue()
            }
          }
          guard let target = words["target"], let node = words["node_id"] else { return }
          let entry = Entry(nodeID: node, position: position, fetched: fetched)
          // Earlier versions kept it by its words, so that two of them may be one.
          let name = Self.name(target)
          if let known = entries[name], !entry.isLater(than: known) { return }
          entries[name] = entry
        }
      default: try reader.skipValue()
      }
    }
    try reader.end()
    guard schema == Self.schema else { throw JSONError(at: 0, "no \(Self.schema)") }
    self.entries = entries
  }

  /// The document.
  var json: [UInt8] {
    var lines: [String] = []
    for target in entries.keys.sorted() {
      guard let entry = entries[target] else { continue }
      let (name, node) = (Self.quoted(target), Self.quoted(entry.nodeID))
      let time = entry.fetched.map { ",\"fetched\":\"\(Clock.stamp($0))\"" } ?? ""
      lines.append(
        "{\"target\":\(name),\"node_id\":\(node),\"position\":\(entry.position)\(time)}")
    }
    let text =
      "{\"schema\":\"\(Self.schema)\",\"targets\":[\n" + lines.joined(separator: ",\n") + "\n]}\n"
    return Array(text.utf8)
  }

  private static func quoted(_ text: String) -> String {
    String(decoding: JSONString.encoded(Array(text.utf8)), as: UTF8.self)
  }
}
