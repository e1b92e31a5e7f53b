import Foundation

/// One of our own programs, as it was built together with the tests.
enum BuiltProgram {
  struct Result {
    let output: String
    let errors: String
    let status: Int32
  }

  /// Runs it to its end, with `environment` beside the test's own.
  static func run(
    _ name: String, _ arguments: [String], environment: [String: String] = [:]
  ) throws -> Result {
    let process = Process()
    process.executableURL = folder.appendingPathComponent(name)
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    // Through a file: two pipes read one after the other could block the program.
    let errors = URL(fileURLWithPath: NSTemporaryDirectory() + "/" + UUID().uuidString)
    try Data().write(to: errors)
    defer { try? FileManager.default.removeItem(at: errors) }
    process.standardError = try FileHandle(forWritingTo: errors)
    process.standardInput = FileHandle.nullDevice
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return Result(
      output: String(decoding: output, as: UTF8.self),
      errors: try String(contentsOf: errors, encoding: .utf8), status: process.terminationStatus)
  }

  /// Starts it and lets it run.
  ///
  /// - Parameter launcher: a program with its arguments that becomes it, such as nohup.
  static func start(
    _ name: String, _ arguments: [String], by launcher: [String] = []
  ) throws -> Process {
    let process = Process()
    let program = folder.appendingPathComponent(name)
    process.executableURL = launcher.isEmpty ? program : URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = launcher.isEmpty ? arguments : launcher + [program.path] + arguments
    process.standardError = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardInput = FileHandle.nullDevice
    try process.run()
    return process
  }

  /// Where the programs lie.
  static let folder: URL = URL(fileURLWithPath: CommandLine.arguments[0])
    .resolvingSymlinksInPath().deletingLastPathComponent()
}
