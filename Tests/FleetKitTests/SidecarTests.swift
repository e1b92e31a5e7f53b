import Foundation
import TestSupport
import Testing

@testable import FleetKit

@Suite("Files with a digest beside them")
struct SidecarTests {
  private static let wrong = String(repeating: "5", count: 64)

  /// What is read of inputs, little of it at once and next to nothing of it in memory.
  private static func merged(_ paths: [String]) throws -> (bytes: [UInt8], reader: FleetReader) {
    let reader = try FleetReader(
      paths.map { .file($0, hasDigest: nil) }, wanting: [.samples, .digests], window: 256,
      recordBound: 100)
    var bytes: [UInt8] = []
    try reader.merge { bytes += $0 }
    return (bytes, reader)
  }

  @Test("those of another digest leave nothing behind, wherever they stand among others")
  func denied() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    print("seed \(seed)")
    var random = SeededRandom(seed)
    for _ in 0..<30 {
      let folder = try TemporaryDirectory()
      let documents = SmallFleet(&random).documents
      var (all, right): ([String], [String]) = ([], [])
      for number in 0..<6 {
        let some = documents.filter { _ in random.once(in: 2) } + [documents[0]]
        var text = MergedFleet.lines(some)
        if random.once(in: 3) { text = Array("{\"broken\":\n".utf8) + text }
        let path = "\(folder.path)/\(number).ndjson"
        try folder.write(bytes: text, to: "\(number).ndjson")
        let isPacked = random.once(in: 4)
        if isPacked { _ = try Program.run("/usr/bin/gzip", path) }
        all.append(isPacked ? path + ".gz" : path)
        switch number == 0 ? 0 : random.below(3) {
        case 0: right.append(all[number])
        case 1:
          let digest = try Program.run("/usr/bin/sha256sum", all[number]).output
          try folder.write(
            random.once(in: 2) ? digest : digest.uppercased(),
            to: "\(all[number].split(separator: "/").last ?? "").sha256")
          right.append(all[number])
        default:
          let others = [Self.wrong, "", "no digest at all", Self.wrong.dropLast() + "x"]
          try folder.write(
            others[Int(random.below(4))],
            to: "\(all[number].split(separator: "/").last ?? "").sha256")
        }
      }
      let (bytes, reader) = try Self.merged(all)
      let (truth, other) = try Self.merged(right)
      #expect(bytes == truth, "seed \(seed)")
      let denied = Set(all).subtracting(right)
      var counts = other.counts
      counts.refused += denied.count
      #expect(reader.counts == counts, "seed \(seed)")
      #expect(reader.inputs == other.inputs, "seed \(seed)")
      #expect(
        reader.refusals.filter { denied.contains($0.file) }.sorted { $0.file < $1.file }
          == denied.sorted().map {
            Refusal(file: $0, byte: 0, reason: "its SHA-256 is not the one in \($0).sha256")
          }, "seed \(seed)")
      #expect(reader.refusals.filter { !denied.contains($0.file) } == other.refusals)
    }
  }

  @Test("one of another digest ends what is strict, and not what is wrong within it")
  func strict() throws {
    let folder = try TemporaryDirectory()
    try folder.write("{\"broken\":\n{}\n", to: "a.json")
    try folder.write(Self.wrong + "  a.json\n", to: "a.json.sha256")
    var told: [Refusal] = []
    let error = #expect(throws: FleetReader.Refused.self) {
      try FleetReader([folder.path], isStrict: true) { told.append($0) }
    }
    #expect(error?.refusal.byte == 0)
    #expect(error?.refusal.reason.hasPrefix("its SHA-256 is not the one in ") == true)
    #expect(told == [error?.refusal].compactMap { $0 })
  }

  @Test("one that cannot be read, or is too long, refuses the file")
  func unreadable() throws {
    var random = SeededRandom(8)
    let folder = try TemporaryDirectory()
    for name in ["a", "b", "c"] {
      try folder.write(bytes: MergedFleet.lines(SmallFleet(&random).documents), to: name + ".json")
    }
    let digest = try Program.run("/usr/bin/sha256sum", folder.path + "/a.json").output
    try folder.write(digest + String(repeating: " ", count: 5000), to: "a.json.sha256")
    // A folder opens and does not read, as a file on a sick disk; a link to itself does not open, whoever asks.
    try FileManager.default.createDirectory(
      atPath: folder.path + "/b.json.sha256", withIntermediateDirectories: false)
    try FileManager.default.createSymbolicLink(
      atPath: folder.path + "/c.json.sha256", withDestinationPath: "c.json.sha256")
    let refusals = try FleetReader([folder.path]).refusals
    #expect(
      refusals.map(\.reason)
        == ["a", "b", "c"].map { "its SHA-256 is not the one in \(folder.path)/\($0).json.sha256" })
  }

  @Test("folders behind links are read once, and one that is too deep is refused")
  func folders() throws {
    var random = SeededRandom(9)
    let folder = try TemporaryDirectory()
    let documents = SmallFleet(&random).documents
    let deep = Array(repeating: "d", count: 70).joined(separator: "/")
    try FileManager.default.createDirectory(
      atPath: folder.path + "/there/" + deep, withIntermediateDirectories: true)
    try FileManager.default.createDirectory(
      atPath: folder.path + "/in", withIntermediateDirectories: true)
    try folder.write(bytes: MergedFleet.lines(documents), to: "there/a.json")
    for (name, target) in [("one", "../there"), ("two", "../there"), ("back", ".")] {
      try FileManager.default.createSymbolicLink(
        atPath: folder.path + "/in/" + name, withDestinationPath: target)
    }
    let reader = try FleetReader([folder.path + "/in"])
    #expect(reader.counts.documents + reader.counts.duplicates == documents.count)
    #expect(reader.counts.refused == 1)
    #expect(reader.refusals.first?.file.hasSuffix("/d/d/d") == true)
  }

  @Test("a pipe has none, whatever lies beside it")
  func pipe() throws {
    var random = SeededRandom(7)
    let folder = try TemporaryDirectory()
    let documents = SmallFleet(&random).documents
    try folder.write(bytes: MergedFleet.lines(documents), to: "source")
    try folder.write(Self.wrong + "  pipe\n", to: "pipe.sha256")
    let path = folder.path
    try #require(try Program.run("/usr/bin/mkfifo", path + "/pipe").status == 0)
    let writer = Process()
    writer.executableURL = URL(fileURLWithPath: "/bin/sh")
    writer.arguments = ["-c", "exec cat '\(path)/source' > '\(path)/pipe'"]
    try writer.run()
    defer { writer.waitUntilExit() }
    #expect(try Self.merged([path + "/pipe"]).bytes == MergedFleet(documents).bytes)
  }
}
