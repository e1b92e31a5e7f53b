import NodeModel
import Testing

@testable import EnergyLedger

/// A meter may be read in another round than the one that finds that the machine has slept.
@Suite("A machine that slept")
struct SleepTests {
  private static let second: UInt64 = 1_000_000_000

  /// A round after so many seconds, for some of which the machine was suspended; a reading and when it was taken, in
  /// milliseconds since boot.
  private func round(
    _ stage: inout LedgerStage, after passed: UInt64 = 1, asleep: UInt64 = 0,
    _ reading: (MeterReading, at: UInt64)? = nil
  ) {
    stage.seconds += passed
    stage.realtime += passed
    stage.asleep += asleep
    stage.ledger.begin(at: stage.time)
    if let (reading, time) = reading { stage.ledger.read(0, reading, at: time * 1_000_000) }
    stage.ledger.end()
  }

  /// A sensor that shows 100 W once a second and bridges half a minute.
  private func sensor() -> LedgerStage {
    var stage = LedgerStage([
      Meter(
        source: "bmc", domain: .package, device: "0",
        kind: .power(PowerScale(isMean: false, longestGap: 30 * Self.second)),
        tier: .components, bounds: .exact, maximumMicrowatts: 1_000_000_000)
    ])
    round(&stage, (.power(100_000_000), at: 1_001_000))
    round(&stage, (.power(100_000_000), at: 1_002_000))
    #expect(stage.node == 100)
    return stage
  }

  @Test("has drawn nobody knows what where its sensor is read a round later")
  func powerLater() {
    var stage = sensor()
    // It slept for 20 of 21 seconds.
    round(&stage, after: 21, asleep: 20)
    round(&stage, (.power(100_000_000), at: 1_024_000))
    #expect(stage.node == 100)
    round(&stage, (.power(100_000_000), at: 1_025_000))
    #expect(stage.node == 200)
  }

  @Test("has drawn nobody knows what where its sensor was read just before and comes late")
  func powerBefore() {
    var stage = sensor()
    round(&stage, after: 21, asleep: 20, (.power(100_000_000), at: 1_002_500))
    round(&stage, (.power(100_000_000), at: 1_024_000))
    #expect(stage.node == 100)
    round(&stage, (.power(100_000_000), at: 1_025_000))
    #expect(stage.node == 200)
  }

  @Test("may have slept after a reading that is late by more than it slept")
  func shortSleep() {
    var stage = sensor()
    // For 2 of 10 seconds; the reading is of the seventh, which may be before or after.
    round(&stage, after: 10, asleep: 2, (.power(100_000_000), at: 1_009_000))
    round(&stage, (.power(100_000_000), at: 1_013_000))
    #expect(stage.node == 100)
    round(&stage, (.power(100_000_000), at: 1_014_000))
    #expect(stage.node == 200)
  }

  @Test("has a counter that begins again and has not wrapped, in whatever round it is read")
  func counterLater() {
    var stage = LedgerStage([.rapl()])
    round(&stage, (.counter(261_900_000_000), at: 1_001_000))
    round(&stage, (.counter(262_000_000_000), at: 1_002_000))
    #expect(stage.node == 100)
    round(&stage, after: 21, asleep: 20)
    round(&stage)
    // A wrap would be 643.3 J.
    round(&stage, (.counter(500_000_000), at: 1_025_000))
    #expect(stage.node == 100)
    round(&stage, (.counter(550_000_000), at: 1_026_000))
    #expect(stage.node == 150)
  }

  @Test("has a counter that begins again and has not wrapped, though its driver came back later")
  func counterAway() {
    var stage = LedgerStage([.rapl()])
    round(&stage, (.counter(261_900_000_000), at: 1_001_000))
    round(&stage, (.counter(262_000_000_000), at: 1_002_000))
    round(&stage, after: 21, asleep: 20)
    stage.ledger.declare(Topology(meters: []))
    round(&stage)
    stage.ledger.declare(Topology(meters: [.rapl()]))
    // A wrap would be 643.3 J.
    round(&stage, (.counter(500_000_000), at: 1_025_000))
    #expect(stage.node == 100)
    round(&stage, (.counter(550_000_000), at: 1_026_000))
    #expect(stage.node == 150)
  }
}
