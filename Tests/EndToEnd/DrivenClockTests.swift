import Foundation
import TestSupport
import Testing

@Suite("Driven time")
struct DrivenClockTests {
  /// The mapped pair of clocks that a test advances.
  private final class Clock {
    let path: String
    private let file: FileHandle
    private(set) var seconds: UInt64 = 1000

    init(in folder: TemporaryDirectory) throws {
      path = folder.path + "/clock"
      try folder.write(bytes: Array(repeating: 0, count: 16), to: "clock")
      file = try #require(FileHandle(forWritingAtPath: path))
      try advance(by: 0)
    }

    /// Moves both clocks; realtime began at 1,800,000,000.
    func advance(by step: UInt64) throws {
      seconds += step
      let words = [seconds * 1_000_000_000, (1_800_000_000 + seconds) * 1_000_000_000]
      try file.seek(toOffset: 0)
      try file.write(contentsOf: words.withUnsafeBytes { Data($0) })
    }
  }

  @Test("minutes of rounds pass in seconds, each at its own driven time")
  func minutes() throws {
    let folder = try TemporaryDirectory()
    let clock = try Clock(in: folder)
    let agent = try RunningAgent(["--clock", clock.path])
    let name = "nodeprobe_probe_last_success_timestamp_seconds{probe=\"load\"}"
    for _ in 0..<120 {
      try clock.advance(by: 1)
      let expected = Double(1_800_000_000 + clock.seconds)
      #expect(try Waiting.until(10) { try agent.page()[name] == expected })
    }
    let document = try agent.get("/v1/node").body
    let json = try #require(
      try JSONSerialization.jsonObject(with: Data(document.utf8)) as? [String: Any])
    #expect(json["time"] as? String == "2027-01-15T08:18:40.000Z")
    #expect(json["sequence"] as? Int ?? 0 >= 120)
  }

  @Test("a machine that slept for an hour goes on with one round, not with those it missed")
  func suspend() throws {
    let folder = try TemporaryDirectory()
    let clock = try Clock(in: folder)
    let agent = try RunningAgent(["--clock", clock.path])
    func sequence() throws -> Int {
      let document = try agent.get("/v1/node").body
      let json = try JSONSerialization.jsonObject(with: Data(document.utf8)) as? [String: Any]
      return json?["sequence"] as? Int ?? 0
    }
    let before = try sequence()
    try clock.advance(by: 3600)
    #expect(try Waiting.until(10) { try sequence() > before })
    #expect(try sequence() == before + 1)
  }
}
