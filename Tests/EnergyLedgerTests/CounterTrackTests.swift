import NodeModel
import Testing

@testable import EnergyLedger

@Suite("Raw counters")
struct CounterTrackTests {
  private static let second: Int64 = 1_000_000_000

  private static func track(
    range: UInt64 = 65_532_610_987, watts: UInt64 = 350, numerator: UInt64 = 1,
    denominator: UInt64 = 1
  ) -> CounterTrack {
    var scale = CounterScale(range: range)
    scale.numerator = numerator
    scale.denominator = denominator
    return CounterTrack(scale, maximumMicrowatts: watts * 1_000_000, cadence: 0)
  }

  @Test("the first reading is a beginning, not energy")
  func first() {
    var track = Self.track()
    #expect(track.read(4711, at: 0, slept: false) == .started)
    #expect(track.read(5711, at: Self.second, slept: false) == .energy(1000))
  }

  @Test("a wrap is never a reset: the range is added")
  func wrap() {
    var track = Self.track()
    _ = track.read(65_532_610_900, at: 0, slept: false)
    // 87 counts to the range, then 100,000,000.
    #expect(track.read(100_000_000, at: Self.second, slept: false) == .energy(100_000_087))
    #expect(track.wraps == 1)
  }

  @Test("an hour of 700 W over a range of 65.5 kJ, read each second, is exact")
  func hourOfWraps() {
    var track = Self.track(watts: 1000)
    var raw: UInt64 = 65_000_000_000
    _ = track.read(raw, at: 0, slept: false)
    var sum: UInt64 = 0
    for second in 1...3600 {
      raw += 700_000_000
      if raw > 65_532_610_987 { raw -= 65_532_610_987 }
      if case .energy(let energy) = track.read(raw, at: Int64(second) * Self.second, slept: false) {
        sum += energy
      }
    }
    #expect(sum == 2_520_000_000_000)
    // 65 kJ at the beginning and 2,520 kJ since are 39 times the range and a part.
    #expect(track.wraps == 39)
  }

  @Test("a time in which the counter may have wrapped twice is unknown, not guessed")
  func ambiguous() {
    var track = Self.track()
    _ = track.read(1000, at: 0, slept: false)
    // 65,532.6 J at 350 W are 187.2 s.
    #expect(track.read(2000, at: 187 * Self.second, slept: false) == .energy(1000))
    #expect(track.read(3000, at: 375 * Self.second, slept: false) == .lost(.ambiguous))
    #expect(track.read(3500, at: 376 * Self.second, slept: false) == .energy(500))
  }

  @Test("a jump that the hardware cannot make is refused, and the next good reading tells all")
  func glitch() {
    var track = Self.track()
    _ = track.read(1000, at: 0, slept: false)
    #expect(track.read(9_000_000_000, at: Self.second, slept: false) == .refused(.implausible))
    #expect(track.read(0, at: 2 * Self.second, slept: false) == .refused(.implausible))
    #expect(track.read(301_000, at: 3 * Self.second, slept: false) == .energy(300_000))
  }

  @Test("a counter that has really jumped counts on from there after two readings that agree")
  func jump() {
    var track = Self.track()
    _ = track.read(1000, at: 0, slept: false)
    #expect(track.read(9_000_000_000, at: Self.second, slept: false) == .refused(.implausible))
    #expect(track.read(9_000_000_500, at: 2 * Self.second, slept: false) == .lost(.jumped))
    #expect(track.read(9_000_000_700, at: 3 * Self.second, slept: false) == .energy(200))
  }

  @Test("a counter that a driver has set to 0 counts on, and nothing is made up")
  func reset() {
    var track = Self.track(range: 0)
    _ = track.read(5_000_000_000, at: 0, slept: false)
    #expect(track.read(7_000_000, at: Self.second, slept: false) == .refused(.implausible))
    #expect(track.read(57_000_000, at: 2 * Self.second, slept: false) == .lost(.restarted))
    #expect(track.read(107_000_000, at: 3 * Self.second, slept: false) == .energy(50_000_000))
  }

  @Test("a counter that is lower after sleep has not wrapped")
  func slept() {
    var track = Self.track()
    _ = track.read(65_000_000_000, at: 0, slept: false)
    #expect(track.read(500_000_000, at: 100 * Self.second, slept: true) == .lost(.restarted))
    #expect(track.read(700_000_000, at: 101 * Self.second, slept: true) == .energy(200_000_000))
  }

  @Test("a raw number beyond the range is no number of this counter")
  func beyondRange() {
    var track = Self.track(range: 1000)
    #expect(track.read(1001, at: 0, slept: false) == .refused(.implausible))
    #expect(track.read(1000, at: 0, slept: false) == .started)
  }

  @Test("a reading from before the last one is refused")
  func backInTime() {
    var track = Self.track()
    _ = track.read(1000, at: Self.second, slept: false)
    #expect(track.read(2000, at: 0, slept: false) == .refused(.stale))
  }

  @Test("units that are no whole microjoules lose nothing over a million readings")
  func exactUnits() {
    // 2^-14 J are 61.03515625 µJ: 15625/256.
    var track = Self.track(range: 0, numerator: 15_625, denominator: 256)
    _ = track.read(0, at: 0, slept: false)
    var sum: UInt64 = 0
    for count in 1...1_000_000 {
      let time = Int64(count) * 1_000_000
      if case .energy(let energy) = track.read(UInt64(count), at: time, slept: false) {
        sum += energy
      }
    }
    // 15,625,000,000 / 256 = 61,035,156.25
    #expect(sum == 61_035_156)
  }

  @Test("a range in counts of another unit wraps in counts")
  func unitsAndRange() {
    // Millijoules in 32 bits.
    var track = Self.track(range: 4_294_967_296, numerator: 1000)
    _ = track.read(4_294_967_290, at: 0, slept: false)
    #expect(track.read(4, at: Self.second, slept: false) == .energy(10_000))
  }
}
