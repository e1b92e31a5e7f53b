import Foundation
import NodeModel
import TestSupport
import Testing

@testable import probe

@Suite("A meter's file")
struct MeterFileTests {
  private static let second: UInt64 = 1_000_000_000

  @Test(
    "has lines of many forms",
    arguments: [
      ("1795271444.25 41.7", .reading(seconds: 1_795_271_444.25, watts: 41.7)),
      ("12,41.7", .reading(seconds: 12, watts: 41.7)),
      ("12;41.7;230.1;0.18", .reading(seconds: 12, watts: 41.7)),
      ("  12 \t 41.7 \r", .reading(seconds: 12, watts: 41.7)),
      ("41.7", .reading(seconds: nil, watts: 41.7)), ("4e1", .reading(seconds: nil, watts: 40)),
      ("", .nothing), ("# by hand", .nothing),
      ("seconds,watts", .strange), ("12 nan", .strange), ("12 -3", .strange), ("12 W", .strange),
      ("12,41.7W", .strange), ("12, 41.7", .reading(seconds: 12, watts: 41.7)),
      ("12;41.7;230,1;0,18", .reading(seconds: 12, watts: 41.7)),
      // Decimal commas.
      ("1795271444;41,7", .strange), ("1795271444,2;41,7", .strange), ("12 41,7", .strange),
      ("12\t41,7\r", .strange),
    ] as [(String, MeterLine)])
  func lines(text: String, line: MeterLine) {
    #expect(MeterLine(text.utf8) == line)
  }

  private static func append(_ text: String, to path: String) throws {
    let file = try #require(FileHandle(forWritingAtPath: path))
    try file.seekToEnd()
    try file.write(contentsOf: Data(text.utf8))
    try file.close()
  }

  @Test("is read from its end on, line by line, its clock set by the line that came soonest")
  func clock() throws {
    let folder = try TemporaryDirectory()
    try folder.write("seconds,watts\n1,999\n2,999\n", to: "plug.csv")
    let path = folder.path + "/plug.csv"
    let meter = try MeterFile(path, bounds: EnergyBounds(10_000))
    #expect(meter.name == "meter file plug.csv" && meter.scope == .node)
    // The meter's 3 s come 2 s late, its 5 s and 6 s one second late: our clock is 101 s ahead of it.
    try Self.append("3,30\n", to: path)
    try meter.poll(at: 105 * Self.second)
    try Self.append("4,40\n5,50\n6,6", to: path)
    try meter.poll(at: 106 * Self.second)
    try Self.append("0\n", to: path)
    try meter.poll(at: 107 * Self.second)
    #expect(meter.watts(after: 0, through: .max) == [30, 40, 50, 60])
    #expect(meter.watts(after: 104 * Self.second, through: 106 * Self.second) == [40, 50])
  }

  @Test("without times is taken as it comes")
  func untimed() throws {
    let folder = try TemporaryDirectory()
    try folder.write("", to: "plug")
    let meter = try MeterFile(folder.path + "/plug", bounds: nil)
    try Self.append("30\n", to: folder.path + "/plug")
    try meter.poll(at: 10 * Self.second)
    try Self.append("40\n", to: folder.path + "/plug")
    try meter.poll(at: 11 * Self.second)
    #expect(meter.watts(after: 10 * Self.second, through: 11 * Self.second) == [40])
  }

  @Test("that brings nothing, or nothing that is a reading, is refused in one line")
  func refusals() throws {
    let folder = try TemporaryDirectory()
    try folder.write("", to: "plug")
    let path = folder.path + "/plug"
    let meter = try MeterFile(path, bounds: nil)
    try meter.poll(at: 5 * Self.second)
    try meter.poll(at: 19 * Self.second)
    #expect {
      try meter.poll(at: 20 * Self.second)
    } throws: { error in
      "\(error)"
        == "\(path): no line has come in 15 s; does its program write each line at once (stdbuf -oL)?"
    }
    try Self.append("a\nb\nc\nd\n", to: path)
    #expect {
      try meter.poll(at: 6 * Self.second)
    } throws: { error in
      "\(error)".contains("no line is a reading; write SECONDS WATTS")
    }
    #expect(throws: (any Error).self) { try MeterFile(folder.path + "/none", bounds: nil) }
  }
}
