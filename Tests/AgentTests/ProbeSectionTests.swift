import Foundation
import LinuxFiles
import NodeModel
import Probes
import TestSupport
import Testing

@testable import Agent

/// Says 1 for each entry of a directory.
private final class Entries: Probe {
  static let name: StaticString = "entries"
  static var watched: StaticString? { "class/fake" }
  private let series: [Series]

  init?(below root: borrowing Root, series: inout SeriesTable) throws(SystemError) {
    let names = root.sys.names(in: "class/fake")
    let metric = Metric("nodeprobe_fake", "An entry")
    self.series = names.map { series.add(metric, ["device": $0]) }
    if names.isEmpty { return nil }
  }

  func read(into readings: inout Readings, buffer: inout ReadBuffer) {
    for one in series { readings.set(one, 1) }
  }
}

/// The same, where nobody tells of its directory.
private final class Unwatched: Probe {
  static let name: StaticString = "unwatched"
  private let entries: Entries

  init?(below root: borrowing Root, series: inout SeriesTable) throws(SystemError) {
    guard let entries = try Entries(below: root, series: &series) else { return nil }
    self.entries = entries
  }

  func read(into readings: inout Readings, buffer: inout ReadBuffer) {
    entries.read(into: &readings, buffer: &buffer)
  }
}

@Suite("a probe of the agent")
struct ProbeSectionTests {
  @Test("a search for hardware that is not there has no page planned anew, and finds it once it is")
  func searchInVain() throws {
    let tree = try TemporaryDirectory()
    let clock = tree.path + "/clock"
    func pass(until seconds: UInt64) throws {
      let word = withUnsafeBytes(of: (seconds * 1_000_000_000).littleEndian) { Array($0) }
      try tree.write(bytes: word + word, to: "clock")
    }
    try pass(until: 1000)
    let root = try Root(proc: tree.path, sys: tree.path)
    let section = ProbeSection(Unwatched.self)
    let now = try NodeClock(drivenBy: clock)
    var buffer = ReadBuffer()
    func sample() {
      section.sample(below: root, at: now.now(), events: nil, clock: now, slack: 0, buffer: &buffer)
    }
    sample()
    let first = section.generation
    try pass(until: 1061)
    sample()
    #expect(section.generation == first && section.status.failures == FailureReason.absent.bit)
    _ = try tree.folder("class/fake/one")
    try pass(until: 1122)
    sample()
    #expect(section.generation != first && section.readings.values == [.real(1)])
  }

  @Test("hardware whose directory cannot be read for a while stays, what left it goes")
  func unreadableDirectory() throws {
    let tree = try TemporaryDirectory()
    let folder = try tree.folder("class/fake/one")
    let clock = tree.path + "/clock"
    var time: UInt64 = 1_000_000_000_000
    func pass(_ seconds: UInt64) throws {
      time += seconds * 1_000_000_000
      let word = withUnsafeBytes(of: time.littleEndian) { Array($0) }
      try tree.write(bytes: word + word, to: "clock")
    }
    try pass(0)
    let root = try Root(proc: tree.path, sys: tree.path)
    let section = ProbeSection(Entries.self)
    let now = try NodeClock(drivenBy: clock)
    var buffer = ReadBuffer()
    func sample() {
      section.sample(below: root, at: now.now(), events: nil, clock: now, slack: 0, buffer: &buffer)
    }
    sample()
    #expect(section.readings.values == [.real(1)])
    // A link to itself cannot be opened by anybody (ELOOP).
    let place = tree.path + "/class/fake"
    try FileManager.default.moveItem(atPath: place, toPath: tree.path + "/aside")
    #expect(symlink("fake", place) == 0)
    try pass(6)
    sample()
    #expect(section.readings.values == [.real(1)] && section.status.failures == 0)
    #expect(FileManager.default.fileExists(atPath: folder) == false)
    try tree.remove("class/fake")
    try pass(6)
    sample()
    #expect(section.readings.values.isEmpty && section.status.failures == FailureReason.absent.bit)
  }
}
