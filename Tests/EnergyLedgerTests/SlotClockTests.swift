import Testing

@testable import EnergyLedger

@Suite("Slots")
struct SlotClockTests {
  private static let second: Int64 = 1_000_000_000
  /// 2026-03-02 14:00:00 UTC.
  private static let hour: Int64 = 1_772_460_000

  @Test("an hour has twelve slots of five minutes")
  func slots() {
    var clock = SlotClock(realtime: Self.hour * Self.second, boottime: 0)
    #expect(clock.hour == Self.hour)
    #expect(clock.slot == 0)
    clock.advance(realtime: (Self.hour + 299) * Self.second, boottime: 299 * Self.second)
    #expect(clock.slot == 0)
    clock.advance(realtime: (Self.hour + 300) * Self.second, boottime: 300 * Self.second)
    #expect(clock.slot == 1)
    clock.advance(realtime: (Self.hour + 3599) * Self.second, boottime: 3599 * Self.second)
    #expect(clock.slot == 11)
    clock.advance(realtime: (Self.hour + 3600) * Self.second, boottime: 3600 * Self.second)
    #expect(clock.slot == 0)
    #expect(clock.hour == Self.hour + 3600)
  }

  @Test("a clock that is set back by an hour is caught up with after two, and never goes back")
  func setBack() {
    let start = Self.hour + 1800
    var clock = SlotClock(realtime: start * Self.second, boottime: 0)
    var last = clock.time
    for passed in Int64(1)...7200 {
      clock.advance(
        realtime: (start - 3600 + passed) * Self.second, boottime: passed * Self.second)
      #expect(clock.time >= last)
      last = clock.time
      if passed == 1800 { #expect(clock.lead == 2700 * Self.second) }
    }
    #expect(clock.lead == 0)
    #expect(clock.time == (start + 3600) * Self.second)
  }

  @Test("a clock that is set forward is followed at once")
  func setForward() {
    var clock = SlotClock(realtime: 0, boottime: 0)
    clock.advance(realtime: Self.hour * Self.second, boottime: Self.second)
    #expect(clock.hour == Self.hour)
  }
}
