import Foundation

/// Another program, run to its end: the independent witness of a test.
public enum Program {
  /// What it left behind.
  public struct Result: Sendable {
    /// Everything it wrote to standard output.
    public let output: String
    /// Its exit status.
    public let status: Int32
  }

  /// Runs `path` with `arguments` in the C locale; what it says on standard error is dropped.
  public static func run(_ path: String, _ arguments: String...) throws -> Result {
    try run(path, arguments)
  }

  /// Runs `path` with a list of `arguments`.
  public static func run(_ path: String, _ arguments: [String]) throws -> Result {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.environment = ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C"]
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let bytes = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return Result(
      output: String(decoding: bytes, as: UTF8.self), status: process.terminationStatus)
  }
}
