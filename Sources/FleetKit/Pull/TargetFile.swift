internal import CYAML
internal import LinuxFiles
internal import NodeModel

/// A file of targets as Prometheus' `file_sd_configs` reads it, JSON or YAML:
/// `[{"targets": ["node7:9944"], "labels": {…}}]`.
///
/// Labels are passed over, but for those of `Labels`: an agent speaks plain HTTP, and targets of another `__scheme__` are
/// none of it.
public enum TargetFile {
  /// Larger files are refused.
  static let mostBytes = 64 << 20

  /// What is wrong with a file.
  public struct Wrong: Error, CustomStringConvertible {
    /// One line: file, place and reason.
    public let description: String

    init(description: String) {
      // It may quote the file.
      self.description = PlainText.cleaned(description)
    }
  }

  /// What a file names.
  public struct Contents: Sendable {
    /// Each once, in its order.
    public internal(set) var targets: [PullTarget] = []
    /// Those of groups with another scheme, each once, and which.
    public internal(set) var others: [(text: String, scheme: String)] = []
    /// All of them with what their groups say, as often as they stand there.
    var entries: [Entry] = []
  }

  /// A target as it stands in a file.
  struct Entry {
    let text: String
    /// Where it stands.
    let place: String
    /// What its group says of it.
    var labels = Labels()

    /// Whether pull asks it.
    var isPlain: Bool { labels.scheme == nil || labels.scheme == "http" }
  }

  /// What the labels of a group say of its targets; nil where they say nothing.
  struct Labels: Equatable {
    private(set) var scheme: String?
    private(set) var nodeID: String?
    private(set) var site: String?
    private(set) var rack: String?

    /// Takes up a label, if it is one of these; an empty one says nothing, as to Prometheus.
    mutating func take(_ name: String, _ value: String) {
      let value = value.isEmpty ? nil : value
      switch name {
      case "__scheme__": scheme = value
      case "node_id": nodeID = value
      case "site": site = value
      case "rack": rack = value
      default: break
      }
    }
  }

  /// The targets of a file.
  public static func read(_ path: String) throws -> Contents {
    try targets(in: BoundedFile.contents(of: path, limit: mostBytes), path)
  }

  /// The targets of the bytes of a file; by the name's ending `.json` it is JSON, else YAML.
  static func targets(in bytes: [UInt8], _ path: String) throws(Wrong) -> Contents {
    var contents = Contents()
    var known: Set<String> = []
    var named: Set<String> = []
    contents.entries = try path.hasSuffix(".json") ? json(bytes, path) : yaml(bytes, path)
    for entry in contents.entries {
      guard entry.isPlain else {
        if named.insert(entry.text).inserted {
          contents.others.append((entry.text, entry.labels.scheme ?? ""))
        }
        continue
      }
      guard let target = PullTarget(entry.text) else {
        let text = entry.text.prefix(80)
        throw Wrong(
          description: "\(path): \(entry.place): \"\(text)\" is no target; write HOST:PORT")
      }
      // `node7` and `node7:9944` are one.
      if known.insert(target.authority).inserted { contents.targets.append(target) }
    }
    return contents
  }

  // MARK: JSON

  private static func json(
    _ bytes: [UInt8], _ path: String
  ) throws(Wrong) -> [Entry] {
    var found: [Entry] = []
    do throws(JSONError) {
      var reader = try JSONReader(bytes)
      try reader.array { reader throws(JSONError) in
        let first = found.count
        var labels = Labels()
        try reader.object { reader, name throws(JSONError) in
          switch name {
          case "targets":
            try reader.array { reader throws(JSONError) in
              let place = "byte \(reader.position)"
              found.append(Entry(text: try reader.string(), place: place))
            }
          case "labels":
            try reader.object { reader, label throws(JSONError) in
              labels.take(label, try reader.string())
            }
          default: try reader.skipValue()
          }
        }
        for place in first..<found.count { found[place].labels = labels }
      }
      try reader.end()
    } catch {
      throw Wrong(description: "\(path): \(error)")
    }
    return found
  }

  // MARK: YAML

  private static func yaml(
    _ bytes: [UInt8], _ path: String
  ) throws(Wrong) -> [Entry] {
    guard
      let reader = unsafe bytes.withUnsafeBufferPointer({
        unsafe cyaml_open($0.baseAddress, $0.count)
      })
    else { throw Wrong(description: "\(path): out of memory") }
    defer { unsafe cyaml_close(reader) }
    var form = TargetForm()
    while true {
      var event = unsafe cyaml_event()
      unsafe cyaml_next(reader, &event)
      let words = unsafe UnsafeRawBufferPointer(start: event.text, count: event.length)
      let text = unsafe String(decoding: words, as: UTF8.self)
      let (kind, line) = unsafe (event.kind, event.line)
      if kind == CYAML_END { return form.found }
      if kind == CYAML_ERROR {
        throw Wrong(description: "\(path): line \(line): not valid YAML: \(text)")
      }
      if let complaint = form.take(kind, text, line: line) {
        throw Wrong(description: "\(path): line \(line): \(complaint)")
      }
    }
  }
}
