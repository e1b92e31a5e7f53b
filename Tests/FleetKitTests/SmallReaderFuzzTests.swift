import Foundation
import LinuxFiles
import NodeModel
import TestSupport
import Testing

@testable import FleetKit

/// `NODEPROBE_FUZZ=1000000000` reads so many mutated bytes instead of a hundred thousand by each reader.
@Suite("Small readers of hostile bytes")
struct SmallReaderFuzzTests {
  private static let bytes =
    ProcessInfo.processInfo.environment["NODEPROBE_FUZZ"].flatMap(Int.init) ?? 100_000

  /// Mutants of some bytes, until enough have been read.
  private static func mutants(
    of text: [UInt8], _ read: (inout SeededRandom, [UInt8]) throws -> Void
  ) throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    print("seed \(seed)")
    var random = SeededRandom(seed)
    var count = 0
    while count < bytes {
      var mutant = text
      for _ in 0..<random.below(5) { Mutation.apply(to: &mutant, &random) }
      try read(&random, mutant)
      count += max(1, mutant.count)
    }
  }

  @Test(
    "a baseline is taken or refused at one of its bytes, and what was taken can be compared with")
  func baselines() throws {
    let node = String(repeating: "0", count: 63) + "3"
    let text = """
      {"schema":"nodeprobe.check/1","groups":[{"model":"Example Server 2000","settings":{"bios":"1.7",
      "governor":"performance"},"suite":"gemm","case":"case","parameters":"n=4096","unit":"flop/s","count":12,
      "level":{"location":29.3,"spread":0.01,"floor":0.003},"tail":{"location":-0.01,"spread":0.001,"floor":0.003}}],
      "findings":[{"node":"\(node)","kind":"slow","subject":"gemm","first_seen":"2026-03-01T00:00:00Z",
      "runs":{"seen":1,"of":2,"recent":[true,false],"defect":false,"last":"2026-03-02T00:00:00Z"}}],"remembered":[]}
      """
    var random = SeededRandom(7)
    var group = SyntheticGroup()
    group.count = 6
    group.level = { $0 == 3 ? 0.8 : 1 }
    let nodes = group.nodes(&random)
    try Self.mutants(of: Array(text.utf8)) { _, mutant in
      do throws(JSONError) {
        var check = FleetCheck(baseline: try Baseline(reading: mutant))
        for node in nodes { check.add(node) }
        #expect(check.outcome().nodes == 6)
      } catch {
        #expect((0...mutant.count).contains(error.offset))
      }
    }
  }

  @Test(
    "targets that are taken say the same when they are written down", arguments: ["json", "yaml"])
  func targets(ending: String) throws {
    let text =
      ending == "json"
      ? #"[{"targets":["node7:9944","[fd00::7]:9944","n.example"],"labels":{"__scheme__":"http"}}]"#
      : "- targets: ['node7:9944', \"n.example\"]\n  labels: {job: x}\n- targets:\n    - 10.0.0.7\n"
    try Self.mutants(of: Array(text.utf8)) { _, mutant in
      do throws(TargetFile.Wrong) {
        let found = try TargetFile.targets(in: mutant, "t." + ending).targets
        #expect(found.allSatisfy { PullTarget($0.text) == $0 })
        #expect(Set(found.map(\.authority)).count == found.count)
      } catch {
        #expect(error.description.hasPrefix("t.\(ending): ") && !error.description.contains("\n"))
      }
    }
  }

  @Test("positions that are taken are the same when they were written and read again")
  func positions() throws {
    let folder = try TemporaryDirectory()
    let path = folder.path + "/positions"
    let id = String(repeating: "3b", count: 32)
    let text = """
      {"schema":"nodeprobe.pull/1","targets":[
      {"target":"node7:9944","node_id":"\(id)","position":17},
      {"target":"node8:9944","node_id":"\(id)","position":9007199254740991,"fetched":"2026-11-21T14:30:44Z"}
      ]}

      """
    try Self.mutants(of: Array(text.utf8)) { _, mutant in
      try folder.write(bytes: mutant, to: "positions")
      guard let found = try? PullPositions(reading: path) else { return }
      try folder.write(bytes: found.json, to: "positions")
      #expect(try PullPositions(reading: path) == found)
    }
  }

  @Test("an answer is a report or none, in whatever pieces it comes")
  func answers() throws {
    let document =
      "{\"schema\":\"nodeprobe.report/1\",\"node_id\":\"\(String(repeating: "3b", count: 32))\",\"rows\":[]}\n"
    let digest = Digest.of(Array(document.utf8))
    var bytes: [UInt8] = []
    for word in [digest.words.0, digest.words.1, digest.words.2, digest.words.3] {
      for shift in 1...8 { bytes.append(UInt8(truncatingIfNeeded: word >> UInt64(64 - 8 * shift))) }
    }
    let told = Data(bytes).base64EncodedString()
    let text =
      "HTTP/1.1 200 OK\r\nContent-Length: \(document.utf8.count)\r\nRepr-Digest: sha-256=:\(told):\r\n"
      + "Nodeprobe-Position: 17\r\n\r\n" + document
    var taken = 0
    try Self.mutants(of: Array(text.utf8)) { random, mutant in
      let whole = Self.report(mutant, piece: .max)
      #expect(Self.report(mutant, piece: 1 + Int(random.below(64))) == whole)
      guard let whole else { return }
      taken += 1
      #expect(whole.text == Array(document.utf8) && whole.position < 1 << 53)
    }
    #expect(taken > 0)
  }

  private struct Taken: Equatable {
    let text: [UInt8]
    let position: UInt64
  }

  /// What is made of an answer that comes in pieces of so many bytes; nil where it is no report.
  private static func report(_ bytes: [UInt8], piece: Int) -> Taken? {
    var reception = PullReception(in: NSTemporaryDirectory())
    var start = 0
    while start < bytes.count, !reception.isWhole {
      let end = start + min(piece, bytes.count - start)
      guard (try? reception.take(bytes[start..<end])) != nil else { return nil }
      start = end
    }
    guard let report = try? reception.result().get(), let text = try? report.text() else {
      return nil
    }
    return Taken(text: text, position: report.position)
  }

  @Test("a file is read where the digest beside it is its own, and refused else")
  func sidecars() throws {
    let folder = try TemporaryDirectory()
    let document =
      "{\"schema\":\"nodeprobe.report/1\",\"node_id\":\"\(String(repeating: "3b", count: 32))\",\"rows\":[]}\n"
    try folder.write(document, to: "a.json")
    let digest = Digest.of(Array(document.utf8)).description
    let text = digest + "  a.json\n"
    try Self.mutants(of: Array(text.utf8)) { random, mutant in
      var mutant = mutant
      if random.once(in: 20) { mutant += [UInt8](repeating: 0x20, count: 5000) }
      try folder.write(bytes: mutant, to: "a.json.sha256")
      let reader = try FleetReader([folder.path + "/a.json"])
      let isOwn =
        mutant.count <= 4096
        && String(decoding: mutant.prefix(64), as: UTF8.self).lowercased() == digest
      #expect(reader.counts.refused == (isOwn ? 0 : 1))
      #expect(reader.counts.documents == (isOwn ? 1 : 0))
    }
  }
}

extension PulledReport {
  /// All of it.
  fileprivate func text() throws -> [UInt8] {
    var bytes: [UInt8] = []
    try write { (piece) throws(SystemError) in bytes += piece }
    return bytes
  }
}
