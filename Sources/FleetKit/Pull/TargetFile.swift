internal import CYAML
internal import LinuxFiles
internal import NodeModel

/// A file of targets as Prometheus' `file_sd_configs` reads it, JSON or YAML:
/// `[{"targets": ["node7:9944"], "labels": {…}}]`.
///
/// Labels are passed over, but for `__scheme__`: an agent speaks plain HTTP.
public enum TargetFile {
  /// Larger files are refused.
  private static let mostBytes = 64 << 20

  /// What is wrong with a file.
  public struct Wrong: Error, CustomStringConvertible {
    /// One line: file, place and reason.
    public let description: String

    init(description: String) {
      // It may quote the file.
      self.description = PlainText.cleaned(description)
    }
  }

  /// The targets of a file, each once, in its order.
  public static func read(_ path: String) throws -> [PullTarget] {
    try targets(in: BoundedFile.contents(of: path, limit: mostBytes), path)
  }

  /// The targets of the bytes of a file; by the name's ending `.json` it is JSON, else YAML.
  static func targets(in bytes: [UInt8], _ path: String) throws(Wrong) -> [PullTarget] {
    var targets: [PullTarget] = []
    var known: Set<String> = []
    for (text, place) in try path.hasSuffix(".json") ? json(bytes, path) : yaml(bytes, path) {
      guard let target = PullTarget(text) else {
        throw Wrong(
          description: "\(path): \(place): \"\(text.prefix(80))\" is no target; write HOST:PORT")
      }
      // `node7` and `node7:9944` are one.
      if known.insert(target.authority).inserted { targets.append(target) }
    }
    return targets
  }

  /// What is said where a group wants another scheme.
  static let scheme = "__scheme__ must be http: an agent speaks plain HTTP"

  // MARK: JSON

  private static func json(
    _ bytes: [UInt8], _ path: String
  ) throws(Wrong) -> [(text: String, place: String)] {
    var found: [(text: String, place: String)] = []
    do throws(JSONError) {
      var reader = try JSONReader(bytes)
      try reader.array { reader throws(JSONError) in
        try reader.object { reader, name throws(JSONError) in
          switch name {
          case "targets":
            try reader.array { reader throws(JSONError) in
              let place = "byte \(reader.position)"
              found.append((try reader.string(), place))
            }
          case "labels":
            try reader.object { reader, label throws(JSONError) in
              let start = reader.position
              let value = try reader.string()
              if label == "__scheme__", value != "http" { throw JSONError(at: start, scheme) }
            }
          default: try reader.skipValue()
          }
        }
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
  ) throws(Wrong) -> [(text: String, place: String)] {
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
