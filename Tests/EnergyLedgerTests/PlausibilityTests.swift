import NodeModel
import Testing

@testable import EnergyLedger

@Suite("Whether a meter of the whole is believed")
struct PlausibilityTests {
  /// A sensor chip's power of all of the node, as a mean over its own interval.
  private static func chip(
    _ domain: EnergyDomain = .wall, averaging interval: UInt64? = 1_000_000_000
  ) -> Meter {
    Meter(
      source: "acpi_power_meter", domain: domain, device: "0",
      kind: .power(
        PowerScale(isMean: true, longestGap: 30_000_000_000, averagingInterval: interval)),
      tier: domain == .wall ? .wall : .components, bounds: EnergyBounds(100_000),
      maximumMicrowatts: 20_000_000_000)
  }

  private static let disbelieved = LadderStep.State.unavailable(.implausible)

  @Test(
    "a whole that shows less than its parts for a minute is not believed, until it shows enough",
    arguments: [EnergyDomain.wall, .psys], [0, 30] as [UInt64])
  func implausibleWhole(domain: EnergyDomain, watts: UInt64) {
    let rung: Rung = domain == .wall ? .wall : .psys
    var stage = LedgerStage([.rapl(), Self.chip(domain)])
    for _ in 0..<30 { stage.round([60], watts: [watts]) }
    #expect(stage.ledger.rung == rung)
    for _ in 0..<40 { stage.round([60], watts: [watts]) }
    #expect(stage.ledger.rung == .components)
    #expect(stage.ledger.ladder[Int(rung.rawValue)].state == Self.disbelieved)
    let (node, mark) = (stage.node, stage.ledger.ladderMark)
    for _ in 0..<10 { stage.round([60], watts: [watts]) }
    #expect(stage.node == node + 600)
    // It is back, and nothing is told twice.
    for _ in 0..<130 { stage.round([60], watts: [100]) }
    #expect(stage.ledger.rung == rung && stage.ledger.ladderMark != mark)
    let back = stage.node
    for _ in 0..<10 { stage.round([60], watts: [100]) }
    #expect(stage.node == back + 1000)
    #expect(stage.ledger.isBalanced == true)
  }

  @Test("a whole that shows 0 for a minute is not believed where nothing contradicts it either")
  func deadWhole() {
    var stage = LedgerStage([Self.chip(), .table()])
    for _ in 0..<70 { stage.round([], watts: [0, 45]) }
    #expect(stage.ledger.rung == .table)
    #expect(stage.ledger.ladder[0].state == Self.disbelieved)
    for _ in 0..<130 { stage.round([], watts: [50, 45]) }
    #expect(stage.ledger.rung == .wall)
  }

  @Test("a whole is believed within what both of them may be wrong by, and after moments")
  func plausibleWhole() {
    // 55.6 W may be 61.16, and 63.1 W may be 59.945.
    var stage = LedgerStage([.rapl(bounds: EnergyBounds(50_000)), Self.chip()])
    stage.round([0], watts: [60])
    for step in 0..<300 {
      stage.round([step % 10 == 0 ? 64 : 63], watts: [step % 20 < 8 ? 10 : 86])
    }
    #expect(stage.ledger.rung == .wall)
  }

  @Test(
    "a mean over five minutes is believed while it follows a load, and has all of its energy",
    arguments: [300_000_000_000, nil] as [UInt64?])
  func slidingMean(interval: UInt64?) {
    var stage = LedgerStage([.rapl(), Self.chip(averaging: interval)])
    // 100 W, and by turns for five minutes 400 W, of which the package has 60 and 330.
    var busy = Array(repeating: false, count: 300)
    for phase in 0..<9 {
      for _ in 0..<300 {
        busy.removeFirst()
        busy.append(phase % 2 == 1)
        let mean = 100 + UInt64(busy.count { $0 })
        stage.round([phase % 2 == 1 ? 330 : 60], watts: [mean])
        #expect(stage.ledger.rung == .wall || stage.node == 0)
      }
    }
    // The first of 2,700 rounds has no energy; four times 300 s have 300 W more.
    #expect(stage.node == 2699 * 100 + 4 * 300 * 300)
    #expect(stage.ledger.isBalanced == true)
  }

  @Test("a wall that lacks a power supply is not believed again because the node rests")
  func halfWall() {
    var stage = LedgerStage([.rapl(), Self.chip()])
    // The node draws 400 W and 160 W, and one of two supplies shows half of it.
    for phase in 0..<8 {
      for second in 0..<300 {
        let isBusy = phase % 2 == 0
        stage.round([isBusy ? 300 : 60], watts: [isBusy ? 200 : 80])
        if phase > 0 || second > 70 { #expect(stage.ledger.rung == .components) }
      }
    }
    // The other one has a driver now.
    for _ in 0..<130 { stage.round([60], watts: [160]) }
    #expect(stage.ledger.rung == .components)
    for _ in 0..<130 { stage.round([280], watts: [380]) }
    #expect(stage.ledger.rung == .wall)
    #expect(stage.ledger.isBalanced == true)
  }

  @Test("a wall that shows less than the platform is not believed")
  func wallBelowPlatform() {
    var stage = LedgerStage([.rapl(), .platform(), Self.chip()])
    for _ in 0..<70 { stage.round([60, 400], watts: [200]) }
    #expect(stage.ledger.rung == .psys)
    #expect(stage.ledger.ladder[0].state == Self.disbelieved)
    for _ in 0..<130 { stage.round([60, 400], watts: [440]) }
    #expect(stage.ledger.rung == .wall)
    #expect(stage.ledger.isBalanced == true)
  }

  @Test("a meter at the wall that counts in watt-hours may stand still for a minute")
  func coarseWall() {
    var wall = Meter.plug()
    var scale = CounterScale()
    scale.numerator = 3_600_000_000
    wall.kind = .counter(scale)
    var stage = LedgerStage([.rapl(), wall])
    var hours: UInt64 = 7
    for second in 0..<1200 as Range<UInt64> {
      // 20 W: a watt-hour in three minutes.
      if second % 180 == 179 { hours += 1 }
      stage.round([20], raw: hours)
    }
    #expect(stage.ledger.rung == .wall)
  }
}
