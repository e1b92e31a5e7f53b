import NodeModel
import Probes
import Testing

@testable import Agent

@Suite("How often meters are read")
struct MeterBeatTests {
  private static let second: UInt64 = 1_000_000_000

  private static func meter(_ kind: Meter.Kind, watts: UInt64) -> Meter {
    Meter(
      source: "rapl", domain: .package, device: "0", kind: kind, tier: .components,
      bounds: EnergyBounds(50_000), maximumMicrowatts: watts * 1_000_000)
  }

  @Test("a counter may be left alone for a third of the time in which it can wrap")
  func counters() {
    // 65,536 J at 2,000 W: 32.768 s.
    let small = Self.meter(.counter(CounterScale(range: 65_536_000_000)), watts: 2000)
    #expect(small.longestPause == 10_922_666_666)
    // 262,144 J at 820 W: 319.7 s.
    let usual = Self.meter(.counter(CounterScale(range: 262_144_000_000)), watts: 820)
    #expect(usual.longestPause == 106_562_601_626)
    // 2^32 counts of 2^-14 J are 262,144 J.
    var scale = CounterScale(range: 1 << 32)
    (scale.numerator, scale.denominator) = (15_625, 256)
    #expect(Self.meter(.counter(scale), watts: 820).longestPause == usual.longestPause)
    #expect(Self.meter(.counter(CounterScale()), watts: 820).longestPause == nil)
  }

  @Test("power may be left alone for a third of what its readings bridge")
  func power() {
    let scale = PowerScale(isMean: false, longestGap: 30 * Self.second)
    #expect(Self.meter(.power(scale), watts: 100).longestPause == 10 * Self.second)
  }

  @Test(
    "an interval is divided evenly where it is too long, and never below a second",
    arguments: [
      (60, nil, 60, false), (60, 60, 60, false), (60, 59, 30, true), (60, 10, 10, true),
      (45, 10, 9, true), (1, 10, 1, false), (5, 0, 1, true),
    ] as [(UInt64, UInt64?, UInt64, Bool)])
  func beats(interval: UInt64, pause: UInt64?, expected: UInt64, isFaster: Bool) {
    let beat = MeterBeat(interval: interval * Self.second, pause: pause.map { $0 * Self.second })
    #expect(beat.nanoseconds == expected * Self.second)
    #expect(beat.isFaster == isFaster)
  }

  @Test("a counter that wraps within two rounds is read between them, and not a joule is lost")
  func wraps() throws {
    var settings = Configuration()
    settings.interval = 60 * Self.second
    // 65.5 kJ at 700 W wrap after 94 s, and could after 33 s: nothing tells the zone's own most.
    let node = try StagedNode(range: 65_532_610_987, counter: 65_000_000_000, settings)
    try node.set(job: 1, microseconds: 0)
    try node.round()
    var page: [String: UInt64] = [:]
    var reads = 0
    for step in 1...1200 as ClosedRange<UInt64> {
      try node.set(job: 1, microseconds: step * 1_000_000)
      try node.pass(Self.second, microjoules: 700_000_000, busy: 100)
      if step % 60 == 0 {
        page = try node.round()
      } else if node.now >= node.sampler.nextReading {
        node.sampler.readMeters()
        reads += 1
      }
    }
    #expect(reads == 100)
    #expect(page["nodeprobe_node_energy_joules_total{tier=B}"] == 840_000_000_000)
    #expect(page.sum("nodeprobe_node_energy_joules_total") == 840_000_000_000)
    #expect(page.sum("nodeprobe_bucket_energy_joules_total{bucket=gap}") == 0)
    let jobs = page["nodeprobe_jobs_energy_joules_total"] ?? 0
    #expect(jobs > 0)
    #expect(jobs + page.sum("nodeprobe_bucket_energy_joules_total") == 840_000_000_000)
  }

  @Test("rounds that are near enough have no reads between them")
  func near() throws {
    var settings = Configuration()
    settings.interval = 10 * Self.second
    let node = try StagedNode(range: 65_532_610_987, settings)
    for _ in 0..<3 {
      try node.pass(10 * Self.second, microjoules: 1_000_000_000)
      try node.round()
    }
    #expect(node.sampler.nextReading == .max)
  }

  @Test("a cadence that somebody has configured does not keep a meter from its time")
  func configured() throws {
    var settings = Configuration()
    settings.probes["rapl"] = Configuration.ProbeSetting(isEnabled: true, cadence: .seconds(600))
    let node = try StagedNode(range: 65_532_610_987, counter: 65_000_000_000, settings)
    try node.round()
    var page: [String: UInt64] = [:]
    for _ in 1...600 {
      try node.pass(Self.second, microjoules: 700_000_000, busy: 100)
      page = try node.round()
    }
    let energy = page["nodeprobe_node_energy_joules_total{tier=B}"] ?? 0
    // The last read is at most eleven seconds old.
    #expect(energy >= 589 * 700_000_000 && energy <= 600 * 700_000_000)
  }
}
