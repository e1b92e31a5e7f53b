import NodeModel
import Probes
import TestSupport
import Testing

@testable import Agent

/// What a worker writes is taken apart as the bytes of a stranger.
@Suite("what a worker says")
struct WorkerTranscriptTests {
  private static let ordinary: [String: Double] = ["bus/a temp1": 41.5, "bus/b temp1": -7]

  @Test("bytes written by hand from the protocol's description are understood")
  func byHand() throws {
    let hello: [UInt8] = [7, 0, 0, 0, 1, 3, 0, 1, 0, 0, 0]
    let name = Array("nodeprobe_test_celsius".utf8)
    let group: [UInt8] =
      [4, 0, 0, 0] + [4, 0] + Array("test".utf8) + [1, 0] + Array("k".utf8) + [1, 0, 0, 0] + [
        UInt8(name.count), 0,
      ] + name
      + [1] + [6, 0] + Array("sensor".utf8) + [1, 0] + Array("x".utf8)
    let round: [UInt8] =
      [1, 0, 0, 0, 0, 0, 0, 0] + [2, 0, 0, 0, 0, 0, 0, 0] + [0, 0, 0, 0]
      + [0xFF, 0xFF, 0xFF, 0xFF] + [0] + [1] + [0, 0, 0, 0, 0, 0, 0x45, 0x40]
    var transcript = WorkerTranscript.ofTests()
    try transcript.receive(
      hello + [UInt8(group.count + 1), 0, 0, 0, 2] + group
        + [UInt8(round.count + 1), 0, 0, 0, 3] + round)
    // 0x4045000000000000 is 42.
    #expect(transcript.shown == ["x": 42])
    #expect(transcript.test.groups.map(\.key) == ["k"])
    #expect(transcript.test.groups.first?.cadence == .seconds(4))
    #expect(transcript.rounds == 1)
    #expect(transcript.wake == 2)
  }

  @Test("frames that come byte by byte say the same as in one piece")
  func pieces() throws {
    var transcript = WorkerTranscript.ofTests()
    for byte in WorkerTalk.ordinary().bytes { try transcript.receive([byte]) }
    #expect(transcript.shown == Self.ordinary)
    #expect(transcript.rounds == 1)
    #expect(transcript.test.readings.refused[Int(FailureReason.implausible.rawValue)] == 1)
  }

  @Test("a talk that breaks off anywhere says nothing wrong, and its successor everything")
  func truncated() throws {
    let bytes = WorkerTalk.ordinary().bytes
    for length in bytes.indices {
      var transcript = WorkerTranscript.ofTests()
      try transcript.receive(Array(bytes[..<length]))
      #expect(transcript.rounds == 0)
      #expect(transcript.shown.allSatisfy { Self.ordinary[$0.key] == $0.value })
      transcript.restart()
      try transcript.receive(bytes)
      #expect(transcript.shown == Self.ordinary)
    }
  }

  @Test(
    "a broken frame is refused as what it is",
    arguments: [
      ("length", [0, 0, 0, 0, 1]), ("length", [1, 0, 0x10, 0, 1]),
      ("length", [0xFF, 0xFF, 0xFF, 0xFF, 1]), ("type", [1, 0, 0, 0, 0]),
      ("type", [1, 0, 0, 0, 6]), ("short frame", [1, 0, 0, 0, 1]),
      ("short text", [4, 0, 0, 0, 4, 4, 9, 0]),
      ("long frame", [5, 0, 0, 0, 4, 4, 0, 0, 0]),
    ] as [(String, [UInt8])])
  func broken(_ what: String, _ bytes: [UInt8]) {
    var transcript = WorkerTranscript.ofTests()
    let error = #expect(throws: FrameReader.Malformed.self) { try transcript.receive(bytes) }
    #expect(error?.what.description == what)
  }

  @Test(
    "a frame that says what it may not is refused",
    arguments: [
      "version", "group count", "group without hello", "series count", "metric", "label name",
      "round before its groups", "group number", "reason", "short frame", "too many messages",
      "probe", "refusals of no group",
    ])
  func forbidden(_ what: String) {
    var talk = WorkerTalk()
    switch what {
    case "version": talk.hello(groups: 1, version: WorkerFrame.version + 1)
    case "group count": talk.hello(groups: .max)
    case "group without hello": talk.group("k", ["x"])
    case "series count":
      talk.hello(groups: 1)
      talk.group("k", ["x"], count: .max)
    case "metric":
      talk.hello(groups: 1)
      talk.group("k", ["x"], metric: "nodeprobe_energy_joules_total")
    case "probe":
      talk.hello(groups: 1)
      talk.group("k", ["x"], of: "cpu")
    case "refusals of no group":
      talk = .ordinary()
      talk.round(at: 1, next: 0, refused: [(4, 1)])
    case "label name":
      talk.hello(groups: 1)
      talk.group("k", ["x"], label: "a=\"1\"} 5\n#")
    case "round before its groups":
      talk.hello(groups: 1)
      talk.round(at: 1)
    case "group number":
      talk = .ordinary()
      talk.round(at: 1, next: 2)
    case "reason":
      talk = .ordinary()
      talk.round(at: 1, done: 1, [.failed(200)])
    case "too many messages": for _ in 0..<65 { talk.log("and so on") }
    default:
      talk = .ordinary()
      talk.round(at: 1, done: 0, [.real(1)])
    }
    var transcript = WorkerTranscript.ofTests()
    let error = #expect(throws: FrameReader.Malformed.self) { try transcript.receive(talk.bytes) }
    #expect(error?.what.description == what)
  }

  @Test("a million random bytes end workers and nothing else", arguments: [1, 2, 3] as [UInt64])
  func random(_ seed: UInt64) throws {
    var dice = SeededRandom(seed)
    var transcript = WorkerTranscript.ofTests()
    var refused = 0
    for _ in 0..<16_000 {
      var bytes = (0..<64).map { _ in UInt8.random(in: 0...255, using: &dice) }
      // Half of them begin as a frame of a fitting length does.
      if Bool.random(using: &dice) {
        bytes.replaceSubrange(0..<5, with: [59, 0, 0, 0, UInt8.random(in: 1...4, using: &dice)])
      }
      do {
        try transcript.receive(bytes)
      } catch {
        refused += 1
        transcript.restart()
      }
    }
    #expect(refused > 1000, "seed \(seed)")
    transcript.restart()
    try transcript.receive(WorkerTalk.ordinary().bytes)
    #expect(transcript.shown == Self.ordinary, "seed \(seed)")
  }

  @Test(
    "real talk with bytes changed, lost, doubled and mixed never ends the agent",
    arguments: [4, 5, 6] as [UInt64])
  func mutated(_ seed: UInt64) throws {
    var dice = SeededRandom(seed)
    var transcript = WorkerTranscript.ofTests()
    let good = WorkerTalk.ordinary().bytes
    var total = 0
    var accepted = 0
    while total < 1_000_000 {
      var bytes = good
      for _ in 0..<Int.random(in: 1...4, using: &dice) {
        let place = Int.random(in: bytes.indices, using: &dice)
        let other = Int.random(in: bytes.indices, using: &dice)
        switch Int.random(in: 0..<5, using: &dice) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &dice)
        case 1: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &dice)
        case 2: bytes.remove(at: place)
        case 3: bytes.insert(contentsOf: bytes[min(place, other)...max(place, other)], at: place)
        default: bytes.swapAt(place, other)
        }
      }
      total += bytes.count
      do {
        try transcript.receive(bytes)
        accepted += 1
      } catch {
        // The next one is another process.
      }
      transcript.expire(at: dice.next(), wake: 0, patience: 0, .hung)
      if Bool.random(using: &dice) { transcript.restart() }
      #expect(transcript.test.table.entries.count <= SeriesTable.limit)
      #expect(transcript.test.readings.values.count == transcript.test.table.entries.count)
    }
    #expect(accepted > 0, "seed \(seed)")
    transcript.restart()
    try transcript.receive(good)
    #expect(transcript.shown == Self.ordinary, "seed \(seed)")
  }

  @Test("a group that is given away takes its values along, and comes back with them")
  func handedOver() throws {
    var transcript = WorkerTranscript.ofTests()
    try transcript.receive(WorkerTalk.ordinary().bytes)
    let given = transcript.split("bus/a", at: 5)
    let part = try #require(given)
    #expect(part.shown == ["bus/a temp1": 41.5])
    #expect(transcript.shown == ["bus/b temp1": -7])
    // What was refused is counted once.
    let index = Int(FailureReason.implausible.rawValue)
    #expect(part.test.readings.refused[index] + transcript.test.readings.refused[index] == 1)
    transcript.adopt(part)
    #expect(transcript.shown == Self.ordinary)
  }

  @Test("values that nobody renews leave after their patience, slow groups later")
  func expired() throws {
    var transcript = WorkerTranscript.ofTests()
    try transcript.receive(WorkerTalk.ordinary().bytes, at: 100)
    transcript.expire(at: 108, wake: 0, patience: 8, .hung)
    #expect(transcript.shown == Self.ordinary)
    transcript.expire(at: 109, wake: 101, patience: 8, .hung)
    #expect(transcript.shown == Self.ordinary)
    transcript.expire(at: 109, wake: 0, patience: 8, .hung)
    #expect(transcript.shown == ["bus/b temp1": -7])
    #expect(transcript.test.readings.failures[Int(FailureReason.hung.rawValue)] == 2)
    transcript.expire(at: 10_000_000_109, wake: 0, patience: 8, .crashed)
    #expect(transcript.shown.isEmpty)
  }
}
