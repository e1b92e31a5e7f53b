import Foundation
import NodeModel
import TestSupport
import Testing

@Suite("Signals to probe bench", .serialized)
struct BenchSignalTests {
  private let state: TemporaryDirectory
  private var file: String { state.path + "/result.json" }

  init() throws {
    state = try TemporaryDirectory()
  }

  /// Starts it by `launcher`, and returns once signals wait for it.
  private func start(_ launcher: [String], _ words: [String]) throws -> Process {
    let words = ["bench", "--state-dir", state.path, "--json", "-o", file] + words
    let process = try CommandStage.unblocked {
      try BuiltProgram.start("probe", words, by: launcher)
    }
    // SIGTERM is 15: bit 14 of the mask, which the launcher leaves alone.
    let isReady = try Waiting.until {
      Self.mask("SigBlk", of: process).map { $0 & 1 << 14 != 0 } ?? !process.isRunning
    }
    try #require(isReady && process.isRunning)
    return process
  }

  /// A set of signals in the process's status; nil where there is no such process any more.
  private static func mask(_ name: String, of process: Process) -> UInt64? {
    let status = try? String(
      contentsOfFile: "/proc/\(process.processIdentifier)/status", encoding: .utf8)
    guard let line = status?.split(separator: "\n").first(where: { $0.hasPrefix(name) }) else {
      return nil
    }
    return UInt64(line.split(separator: "\t")[1], radix: 16)
  }

  private func document() throws -> BenchDocument {
    try BenchDocument(reading: Array(Data(contentsOf: URL(fileURLWithPath: file))))
  }

  @Test("under nohup it measures to its end though the terminal is gone")
  func nohup() throws {
    let process = try start(["nohup"], ["--suite", "syscall", "--seconds", "3"])
    kill(process.processIdentifier, SIGHUP)
    process.waitUntilExit()
    #expect(process.terminationReason == .exit && process.terminationStatus == 0)
    let document = try document()
    #expect(!document.conditions.isInterrupted && !document.results.isEmpty)
  }

  @Test("the end of the terminal, however often it is told, leaves what is done and ends with 130")
  func hangUps() throws {
    let process = try start(
      ["env", "--default-signal=HUP,INT,TERM"], ["--full", "--suite", "syscall"])
    // Long enough for the first blocks.
    Thread.sleep(forTimeInterval: 6)
    while process.isRunning {
      kill(process.processIdentifier, SIGHUP)
      usleep(1000)
    }
    process.waitUntilExit()
    #expect(process.terminationReason == .exit && process.terminationStatus == 130)
    let document = try document()
    #expect(document.conditions.isInterrupted && !document.results.isEmpty)
    let kept = try String(contentsOfFile: state.path + "/bench.json", encoding: .utf8)
    #expect(kept.contains("\"interrupted\":true") && kept.contains("\"samples\":["))
  }
}
