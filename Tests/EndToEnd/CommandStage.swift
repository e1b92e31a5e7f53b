import Foundation
import TestSupport

/// `probe run` over a state directory of its own, and what it has written about a command.
struct CommandStage {
  let folder: TemporaryDirectory

  init() throws {
    folder = try TemporaryDirectory()
  }

  /// The state directory of a node without an agent.
  var state: String { folder.path + "/state" }
  var document: String { folder.path + "/summary.json" }

  /// The begin of a script that leaves processes behind: Foundation waits for what it has started until a
  /// socket is closed that all of its descendants inherit.
  static let closed =
    "for f in /proc/$$/fd/*; do n=${f##*/}; if ((n > 2)); then eval \"exec $n>&-\"; fi; done; "

  /// Runs a script of bash(1) as a job.
  func run(
    _ options: [String] = [], script: String, state: String? = nil
  ) throws -> BuiltProgram.Result {
    try run(options, command: ["bash", "-c", script], state: state)
  }

  /// Runs a command as a job.
  func run(
    _ options: [String] = [], command: [String], state: String? = nil
  ) throws -> BuiltProgram.Result {
    try Self.unblocked {
      try BuiltProgram.run("probe", arguments(options, command, state: state))
    }
  }

  /// Starts a command as a job and lets it run.
  func start(_ options: [String], _ command: [String], state: String? = nil) throws -> Process {
    try Self.unblocked {
      try BuiltProgram.start("probe", arguments(options, command, state: state))
    }
  }

  /// A test's thread blocks signals, and so would every program that it starts.
  static func unblocked<Result>(_ body: () throws -> Result) rethrows -> Result {
    var none = sigset_t()
    var before = sigset_t()
    sigemptyset(&none)
    pthread_sigmask(SIG_SETMASK, &none, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    return try body()
  }

  private func arguments(_ options: [String], _ command: [String], state: String?) -> [String] {
    ["run", "--state-dir", state ?? self.state, "-o", document] + options + ["--"] + command
  }

  /// The summary of the command that ended last.
  func summary() throws -> [String: Any] {
    let data = try Data(contentsOf: URL(fileURLWithPath: document))
    return try JSONSerialization.jsonObject(with: data) as? [String: Any] ?? [:]
  }

  /// What `probe jobs` lists of a state directory, by name.
  func jobs(in state: String? = nil) throws -> [String: [String: Any]] {
    let output = try BuiltProgram.run(
      "probe", ["jobs", "--json", "--state-dir", state ?? self.state]
    ).output
    let jobs = try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [[String: Any]] ?? []
    return Dictionary(jobs.map { ($0["name"] as? String ?? "", $0) }) { $1 }
  }
}
