import Foundation
import TestSupport

/// The built agent, started as its users start it, on a port that the kernel chose.
final class RunningAgent {
  /// The agent did not come up.
  struct NotRunning: Error {
    let log: String
  }

  let folder: TemporaryDirectory
  let process = Process()
  private(set) var port = 0

  /// Where it answers.
  var address: String { "http://127.0.0.1:\(port)" }
  /// Its state directory.
  var state: String { folder.path + "/state" }
  /// Everything it has logged.
  var log: String {
    (try? String(contentsOfFile: folder.path + "/log", encoding: .utf8)) ?? ""
  }

  /// Starts it with `arguments` behind `probe agent`, and waits until the first round is finished.
  ///
  /// `probe` is another program than the one that was built with the tests, `environment` what it
  /// is to find there beside what the tests have.
  init(
    _ arguments: [String] = [], probe: URL? = nil, environment: [String: String] = [:]
  ) throws {
    folder = try TemporaryDirectory()
    try folder.write("", to: "log")
    process.executableURL = probe ?? BuiltProgram.folder.appendingPathComponent("probe")
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.arguments =
      ["agent", "--listen", "127.0.0.1:0", "--state-dir", folder.path + "/state"] + arguments
    process.standardInput = FileHandle.nullDevice
    process.standardError = FileHandle(forWritingAtPath: folder.path + "/log")
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    let isUp = try Waiting.until {
      guard let place = log.range(of: "address=127.0.0.1:") else { return false }
      port = Int(log[place.upperBound...].prefix { $0.isNumber }) ?? 0
      guard port > 0 else { return false }
      return try self.get("/readyz").status == 200
    }
    guard isUp else { throw NotRunning(log: log) }
  }

  deinit {
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
  }

  /// Ends it as a service manager does; its exit status.
  func stop() -> Int32 {
    process.terminate()
    process.waitUntilExit()
    return process.terminationStatus
  }

  /// What curl(1) got.
  struct Answer {
    let status: Int
    let headers: String
    let body: String
  }

  /// Asks for `path` with further arguments of curl(1).
  func get(_ path: String, _ arguments: String...) throws -> Answer {
    let head = folder.path + "/head-" + UUID().uuidString
    let result = try Program.run(
      "/usr/bin/env",
      ["curl", "-s", "-m", "120", "-D", head, "-w", "\n%{http_code}"] + arguments + [
        address + path
      ])
    let lines = result.output.split(separator: "\n", omittingEmptySubsequences: false)
    return Answer(
      status: Int(lines.last ?? "") ?? 0,
      headers: (try? String(contentsOfFile: head, encoding: .utf8)) ?? "",
      body: lines.dropLast().joined(separator: "\n"))
  }

  /// Waits until everything that takes more than one round stands on the page: the scan of the devices,
  /// the first rates.
  func settle() throws -> Bool {
    try Waiting.until {
      let page = try self.page()
      return page["nodeprobe_probe_up{probe=\"inventory\"}"] != 0
        && page["nodeprobe_cpu_utilization_ratio"] != nil
    }
  }

  /// The values of the page by series, as they stand there.
  func page() throws -> [String: Double] {
    var values: [String: Double] = [:]
    for line in try get("/metrics").body.split(separator: "\n") where !line.hasPrefix("#") {
      guard let blank = line.lastIndex(of: " ") else { continue }
      values[String(line[..<blank])] = Double(line[line.index(after: blank)...])
    }
    return values
  }
}

/// Waiting for what another process does, without a pause longer than needed.
enum Waiting {
  /// Asks `condition` until it holds, at most `seconds`; whether it did.
  ///
  /// What is expected to hold is given all the time that a machine which stands still for a while may take.
  static func until(_ seconds: Double = 120, _ condition: () throws -> Bool) throws -> Bool {
    let end = Date() + seconds
    repeat {
      if try condition() { return true }
      usleep(20_000)
    } while Date() < end
    return false
  }
}
