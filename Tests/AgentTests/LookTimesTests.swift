import Testing

@testable import Agent

@Suite("looks at directories of devices")
struct LookTimesTests {
  private static let second: UInt64 = 1_000_000_000

  /// At which of these seconds a look is made, if the kernel has counted so many events by then.
  private func looks(_ rounds: [(second: UInt64, events: UInt64?)], every interval: UInt64 = 5)
    -> [UInt64]
  {
    var times = LookTimes(every: interval * Self.second)
    return rounds.filter { times.isDue(at: $0.second * Self.second, events: $0.events) }.map(
      \.second)
  }

  @Test("come at their interval where nobody counts events")
  func uncounted() {
    #expect(looks((100..<116).map { ($0, nil) }) == [100, 105, 110, 115])
  }

  @Test(
    "are left out while no event came, and made at the next one's interval, once for each change")
  func counted() {
    let rounds: [(UInt64, UInt64?)] = (100..<130).map { ($0, $0 < 107 ? 40 : $0 < 121 ? 41 : 43) }
    #expect(looks(rounds) == [100, 110, 125])
  }

  @Test("are made once a minute in any case")
  func patience() {
    #expect(looks((100..<230).map { ($0, 7) }) == [100, 160, 220])
  }

  @Test("that told nothing are made again, and all are after a reset")
  func failure() {
    var times = LookTimes(every: 5 * Self.second)
    let first = times.isDue(at: 100 * Self.second, events: 1)
    times.noteFailure()
    let second = times.isDue(at: 105 * Self.second, events: 1)
    let third = times.isDue(at: 110 * Self.second, events: 1)
    times.reset()
    let fourth = times.isDue(at: 111 * Self.second, events: 1)
    #expect([first, second, third, fourth] == [true, true, false, true])
  }
}
