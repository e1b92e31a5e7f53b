internal import Exporters
internal import NodeModel

/// A command that is about to be started and wants to be a job: the body of `POST /v1/jobs`.
public struct CommandRequest: Sendable, Equatable {
  /// By what it is known what the command does.
  public enum Place: Sendable, Equatable {
    /// Its control group, from the top of the tree that counts CPU time: `nodeprobe-UUID.scope`.
    case group(String)
    /// The process that starts it: all that it starts is the job.
    case process(Int32)
  }

  /// What people call it.
  public var name: String
  /// Project, team and whatever else is to be said about it.
  public var tags: [String: String]
  /// Where it is.
  public var place: Place

  /// The longest body, in bytes.
  public static let longest = 16 << 10
  /// The longest path of a group, in bytes.
  static let longestPath = 4096

  /// A command by its parts.
  public init(name: String, tags: [String: String], place: Place) {
    self.name = name
    self.tags = tags
    self.place = place
  }

  /// Reads `{"name": …, "tags": {…}, "cgroup": …}`, or `"pid"` in place of `"cgroup"`.
  public init(reading bytes: [UInt8]) throws(CommandRefusal) {
    var name: String?
    var tags: [String: String] = [:]
    var group: String?
    var process: Int?
    do throws(JSONError) {
      var reader = try JSONReader(bytes)
      try reader.object { (reader, key) throws(JSONError) in
        switch key {
        case "name": name = try reader.string()
        case "tags":
          try reader.object { (reader, tag) throws(JSONError) in tags[tag] = try reader.string() }
        case "cgroup": group = try reader.string()
        case "pid": process = Int(try reader.integer())
        default: try reader.skipValue()
        }
      }
      try reader.end()
    } catch {
      throw .wrong("the body is not the JSON of a job: \(error)")
    }
    switch (group, process) {
    case (let path?, nil): place = .group(try Self.path(path))
    case (nil, let pid?):
      guard let pid = Int32(exactly: pid), pid > 0 else { throw .wrong("pid is no process") }
      place = .process(pid)
    default: throw .wrong("exactly one of cgroup and pid is needed")
    }
    self.name = name ?? ""
    self.tags = tags
    if let complaint = JobWords.complaint(name: self.name) ?? JobWords.complaint(tags: tags) {
      throw .wrong(complaint)
    }
  }

  /// The body that says it.
  public var json: [UInt8] {
    var json = JSONWriter()
    json.object { json in
      json.member("name", name)
      json.member("tags", texts: tags)
      switch place {
      case .group(let path): json.member("cgroup", path)
      case .process(let pid): json.member("pid", count: pid)
      }
    }
    return json.text.bytes
  }

  /// A path that leads nowhere but down, without a slash in front.
  private static func path(_ text: String) throws(CommandRefusal) -> String {
    let folders = text.split(separator: "/", omittingEmptySubsequences: true)
    guard !folders.isEmpty, text.utf8.count <= longestPath,
      !folders.contains(where: { $0 == "." || $0 == ".." || $0.utf8.contains(0) })
    else { throw .wrong("cgroup is no path of a group") }
    return folders.joined(separator: "/")
  }
}
