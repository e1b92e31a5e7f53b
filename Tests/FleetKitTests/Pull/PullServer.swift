import Foundation
import Testing

/// A server in Python that prints its port.
enum PullServer {
  /// Calls `body` with the port of a server that runs as long, with one argument.
  static func serve(
    _ program: String, _ argument: String, _ body: (Int) throws -> Void
  ) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", "-c", program, argument]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    defer {
      // Not SIGTERM: children of a test inherit a mask that blocks it.
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
    }
    let line = String(decoding: pipe.fileHandleForReading.availableData, as: UTF8.self)
    try body(try #require(Int(line.split(separator: "\n").first ?? "")))
  }
}
