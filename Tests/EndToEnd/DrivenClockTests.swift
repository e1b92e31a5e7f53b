import Foundation
import TestSupport
import Testing

@Suite("Driven time")
struct DrivenClockTests {
  @Test("minutes of rounds pass in seconds, each at its own driven time")
  func minutes() throws {
    let folder = try TemporaryDirectory()
    let clock = try DrivenClock(in: folder)
    let agent = try RunningAgent(["--clock", clock.path])
    let name = "nodeprobe_probe_last_success_timestamp_seconds{probe=\"load\"}"
    for _ in 0..<120 {
      try clock.advance(by: 1)
      let expected = Double(clock.realtime)
      #expect(try Waiting.until { try agent.page()[name] == expected })
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
    let clock = try DrivenClock(in: folder)
    let agent = try RunningAgent(["--clock", clock.path])
    func sequence() throws -> Int {
      let answer = try agent.get("/v1/node")
      // What is an hour old is not shown.
      guard answer.status == 200 else { return 0 }
      let json = try JSONSerialization.jsonObject(with: Data(answer.body.utf8)) as? [String: Any]
      return json?["sequence"] as? Int ?? 0
    }
    let before = try sequence()
    try clock.advance(by: 3600)
    #expect(try Waiting.until { try sequence() > before })
    #expect(try sequence() == before + 1)
  }
}
