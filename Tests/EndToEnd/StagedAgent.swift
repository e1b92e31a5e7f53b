import Foundation
import Glibc
import TestSupport

/// An agent over a tree of ours, as root or not, that runs until nobody holds it any more.
final class StagedAgent {
  /// Which reader meets the tree.
  enum View: Sendable {
    /// libsensors: the tree lies over `/sys` in a mount namespace of the agent's own.
    case libsensors
    /// Our own, below `--sysfs`.
    case own
  }

  /// It did not come up, or does not answer.
  struct Failure: Error {
    let log: String
  }

  let identifier: pid_t
  let port: UInt16
  private let process = Process()
  private let state: TemporaryDirectory
  private let log: String
  private let isInNamespace: Bool

  /// Starts an agent over `tree` that samples every `interval`, without privileges where asked for;
  /// `starter` is a program that becomes it.
  init(
    _ view: View, over tree: SensorTree, interval: String = "1s", isPlainUser: Bool = false,
    starter: [String] = []
  ) throws {
    state = try TemporaryDirectory()
    let program = BuiltProgram.folder.appendingPathComponent("probe-agent").path
    var command = [
      program, "agent", "--listen=127.0.0.1:0", "--state-dir=" + state.path + "/state",
      "--interval=" + interval,
    ]
    if isPlainUser {
      chmod(state.path, 0o777)
      command =
        (geteuid() == 0
          ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
          : ["setpriv", "--inh-caps=-all", "--bounding-set=-all"]) + command
    }
    command = starter + command
    switch view {
    case .own: command = ["/usr/bin/env"] + command + ["--sysfs=" + tree.path]
    case .libsensors: command = MountNamespace.wrap(command, tree: tree.path)
    }
    isInNamespace = view == .libsensors
    process.executableURL = URL(fileURLWithPath: command[0])
    process.arguments = Array(command.dropFirst())
    process.standardOutput = FileHandle.nullDevice
    process.standardInput = FileHandle.nullDevice
    log = state.path + "/log"
    try Data().write(to: URL(fileURLWithPath: log))
    process.standardError = FileHandle(forWritingAtPath: log)
    try process.run()
    identifier = process.processIdentifier
    port = try Self.port(from: log, while: process)
  }

  deinit {
    if process.isRunning { kill(identifier, SIGKILL) }
    process.waitUntilExit()
  }

  /// The page as it stands now; where there is none, what became of the agent.
  func page() throws -> MetricsPage {
    do {
      return try MetricsPage.scrape(port: port)
    } catch {
      let state =
        process.isRunning
        ? "it runs, in state \(ProcessTable.state(of: identifier) ?? "?")"
        : "it ended (\(process.terminationReason.rawValue): \(process.terminationStatus))"
      // What a crash is about stands at its beginning, below what was said before.
      let said = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
      let crash = said.range(of: "Fatal error").map { said[$0.lowerBound...].prefix(8000) }
      throw Failure(log: "\(error); \(state); it said: \(crash ?? said.suffix(2000))")
    }
  }

  /// The processes of `worker sensors`.
  var workers: [pid_t] {
    ProcessTable.children(of: identifier).filter {
      ProcessTable.arguments(of: $0).starts(with: ["worker", "sensors"])
    }
  }

  /// Ends it as no program can expect, and waits for that.
  func killAtOnce() {
    kill(identifier, SIGKILL)
    process.waitUntilExit()
  }

  /// Lays `cover` over a file that the agent sees as `file`.
  func mount(_ cover: String, over file: String) throws {
    try inside("mount", "--bind", cover, file)
  }

  /// Takes away what lies over `file`, whoever has it open.
  func unmount(_ file: String) throws {
    try inside("umount", "--lazy", file)
  }

  private func inside(_ arguments: String...) throws {
    precondition(isInNamespace)
    let enter = Process()
    enter.executableURL = URL(fileURLWithPath: "/usr/bin/nsenter")
    enter.arguments =
      ["--target", "\(identifier)", "--mount"]
      + (geteuid() == 0 ? [] : ["--user", "--preserve-credentials"]) + arguments
    try enter.run()
    enter.waitUntilExit()
    guard enter.terminationStatus == 0 else {
      throw Failure(log: arguments.joined(separator: " "))
    }
  }

  /// The port that the agent says it listens on.
  private static func port(from log: String, while process: Process) throws -> UInt16 {
    for _ in 0..<1500 {
      let text = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
      if let line = text.split(separator: "\n").first(where: { $0.contains("listening") }),
        let port = line.split(separator: ":").last.flatMap({ UInt16($0) })
      {
        return port
      }
      guard process.isRunning else { throw Failure(log: text) }
      usleep(20_000)
    }
    throw Failure(log: "it does not listen")
  }
}
