import Testing

@testable import Agent

@Suite("The period of power")
struct BookingPeriodTests {
  @Test("is the time since energy was booked before, over rounds that booked nothing")
  func periods() {
    var period = BookingPeriod()
    #expect(period.follow(0, at: 1_000) == .unknown)
    #expect(period.follow(0, at: 2_000) == .waiting)
    #expect(period.follow(50, at: 3_000) == .booked(2_000))
    #expect(period.follow(50, at: 4_000) == .waiting)
    #expect(period.follow(51, at: 4_500) == .booked(1_500))
  }

  @Test("is unknown ten seconds after the last booking, and after a new ledger has begun")
  func age() {
    var period = BookingPeriod()
    _ = period.follow(7, at: 0)
    _ = period.follow(8, at: 1_000_000_000)
    #expect(period.follow(8, at: 11_000_000_000) == .waiting)
    #expect(period.follow(8, at: 11_000_000_001) == .unknown)
    #expect(period.follow(9, at: 12_000_000_000) == .booked(11_000_000_000))
    #expect(period.follow(1, at: 13_000_000_000) == .unknown)
    #expect(period.follow(2, at: 14_000_000_000) == .booked(1_000_000_000))
  }
}
