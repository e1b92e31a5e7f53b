import ArgumentParser
import Dispatch
import Foundation
import NodeModel
import TestSupport
import Testing

@testable import probe

@Suite("How a run is kept beside earlier ones")
struct BenchKeeperTests {
  private let folder: TemporaryDirectory
  private var path: String { folder.path + "/state/bench.json" }

  init() throws {
    folder = try TemporaryDirectory()
  }

  private func keeper() throws -> BenchKeeper {
    try BenchKeeper(StateOptions.parse(["--state-dir", folder.path + "/state"]))
  }

  private func document(_ suite: String, version: String = "1") -> BenchDocument {
    var conditions = BenchConditions()
    conditions.version = version
    conditions.extent = "quick"
    let all = BenchInterval(low: 1, high: 1)
    let result = BenchResult(
      subject: BenchSubject(suite: suite, name: "x", parameters: [], unit: .seconds),
      best: 1, median: 1, mad: 0, interval: all, prediction: all, samples: [1], blocks: [1],
      isVerified: true)
    return BenchDocument(conditions: conditions, results: [result])
  }

  private func kept() throws -> [BenchDocument] {
    try BenchDocument.all(reading: Array(Data(contentsOf: URL(fileURLWithPath: path))))
  }

  @Test("behind it, and a file of an earlier version, which has one document, is one of them")
  func earlierVersion() throws {
    let keeper = try keeper()
    let old = document("gemm")
    try folder.write(bytes: BenchFile.bytes(of: old), to: "state/bench.json")
    let new = document("peak", version: "2")
    try keeper.keep(new, isWhole: true)
    #expect(try kept() == [new, old])
    #expect(try SchemaCheck.errors(inFile: path, schema: "bench-kept.json") ?? "" == "")
    // Bytes of what was kept are the same in every later file.
    let third = document("syscall", version: "3")
    try keeper.keep(third, isWhole: true)
    let text = try String(contentsOfFile: path, encoding: .utf8)
    for one in [new, old] {
      let bytes = BenchFile.bytes(of: one).dropLast()
      #expect(text.contains(String(decoding: bytes, as: UTF8.self)))
    }
  }

  @Test("where both end at the same time, and none is lost")
  func atOnce() throws {
    let keeper = try keeper()
    let failures = Failures()
    DispatchQueue.concurrentPerform(iterations: 16) { number in
      do {
        try keeper.keep(document("suite\(number)"), isWhole: true)
      } catch {
        failures.add(error)
      }
    }
    #expect(failures.count == 0)
    let suites = try kept().flatMap(\.results).map(\.subject.suite)
    #expect(Set(suites) == Set((0..<16).map { "suite\($0)" }) && suites.count == 16)
  }

  @Test("where what was there is broken, alone")
  func broken() throws {
    let keeper = try keeper()
    try folder.write("[{\"schema\":", to: "state/bench.json")
    try keeper.keep(document("gemm"), isWhole: true)
    #expect(try kept() == [document("gemm")])
  }

  @Test("and that it could not be written is an error, which ends the command with 1")
  func unwritten() throws {
    let keeper = try keeper()
    try FileManager.default.removeItem(atPath: folder.path + "/state")
    #expect(throws: BenchKeeper.Failure.self) { try keeper.keep(document("gemm"), isWhole: true) }
    var outcome = BenchOutcome(isVerified: true, isInterrupted: false)
    outcome.attempt { try keeper.keep(document("gemm"), isWhole: true) }
    #expect(outcome.status == 1)
    // A run without a result keeps nothing.
    try keeper.keep(BenchDocument(conditions: BenchConditions(), results: []), isWhole: true)
  }
}

/// Counts what went wrong in several threads.
private final class Failures: @unchecked Sendable {
  // Only touched under the lock.
  private let lock = NSLock()
  private var errors: [any Error] = []

  var count: Int { lock.withLock { errors.count } }

  func add(_ error: any Error) { lock.withLock { errors.append(error) } }
}
