import NodeModel
import TestSupport
import Testing

@Suite("Instruments in words")
struct InstrumentLabelsTests {
  private static func any(_ random: inout SeededRandom) -> Instrument {
    func number(upTo most: UInt64 = .max) -> UInt64 {
      min(UInt64.random(in: 0 ... .max, using: &random) >> (random.next() % 64), most)
    }
    var scale = CounterScale(range: number())
    (scale.numerator, scale.denominator) = (number(upTo: 1 << 32), max(number(upTo: 1 << 32), 1))
    scale.life = Bool.random(using: &random) ? .boot : .outside
    let kind: Meter.Kind =
      Bool.random(using: &random)
      ? .counter(scale)
      : Bool.random(using: &random)
        ? .power(PowerScale(isMean: false, longestGap: number()))
        : .power(
          PowerScale(
            isMean: true, longestGap: number(),
            averagingInterval: Bool.random(using: &random)
              ? max(number(upTo: 86_400_000_000_000), 1) : nil))
    let texts = ["", "0", "0-die-1", "a \"b\" \\ \n", "ϑ", "source=1"]
    func text() -> String { texts[Int(random.next() % UInt64(texts.count))] }
    var meter = Meter(
      source: text(), domain: EnergyDomain.allCases[Int(random.next() % 11)], device: text(),
      kind: kind, tier: Tier.allCases[Int(random.next() % 5)],
      bounds: EnergyBounds(
        below: UInt32(random.next() % 1_000_001), above: UInt32(truncatingIfNeeded: number())),
      maximumMicrowatts: number(upTo: 1 << 40))
    meter.cadence = number()
    meter.stillLimit = number()
    meter.preference = UInt8(truncatingIfNeeded: random.next())
    meter.isBesidePlatform = Bool.random(using: &random)
    meter.mirrorGroup = Bool.random(using: &random) ? text() : nil
    return Instrument(meter, place: text())
  }

  @Test("what is written is what is read, in any order")
  func roundTrip() {
    #expect(EnergyDomain.allCases.count == 11 && Tier.allCases.count == 5)
    let seed = UInt64.random(in: 1 ... .max)
    print("seed: \(seed)")
    var random = SeededRandom(seed)
    for _ in 0..<2000 {
      let instrument = Self.any(&random)
      #expect(Instrument(labels: instrument.labels) == instrument)
      #expect(Instrument(labels: instrument.labels.shuffled(using: &random)) == instrument)
    }
  }

  @Test("a package's counter in words")
  func words() {
    var meter = Meter(
      source: "rapl", domain: .package, device: "0",
      kind: .counter(CounterScale(range: 65_532_610_987)),
      tier: .components, bounds: EnergyBounds(50_000), maximumMicrowatts: 820_000_000)
    meter.cadence = 1_000_000
    let labels = Instrument(meter, place: "class/powercap/intel-rapl:0/energy_uj").labels
    #expect(
      labels.map { "\($0.name)=\($0.value)" } == [
        "source=rapl", "domain=package", "device=0", "place=class/powercap/intel-rapl:0/energy_uj",
        "tier=B", "below_ppm=50000", "above_ppm=50000", "maximum_microwatts=820000000",
        "kind=counter", "range=65532610987", "cadence_nanoseconds=1000000",
      ])
    #expect(labels.allSatisfy { Label.isName($0.name) })
  }

  @Test("a label that lacks, is doubled or is no number makes no instrument")
  func broken() throws {
    let meter = Meter(
      source: "hwmon", domain: .rail, device: "x",
      kind: .power(PowerScale(isMean: false, longestGap: 5)), tier: .components,
      bounds: .exact, maximumMicrowatts: 1)
    let labels = Instrument(meter, place: "p").labels
    #expect(Instrument(labels: labels) != nil)
    for index in labels.indices {
      var fewer = labels
      let gone = fewer.remove(at: index)
      // What has a usual value may be left out.
      if gone.name != "longest_gap_nanoseconds" {
        #expect(Instrument(labels: fewer) == nil, "\(gone.name)")
      }
      #expect(Instrument(labels: labels + [gone]) == nil)
      guard UInt64(gone.value) != nil else { continue }
      for text in ["", "-1", "18446744073709551616", "1e3"] {
        var other = labels
        other[index] = Label(gone.name, text)
        #expect(Instrument(labels: other) == nil, "\(gone.name)=\(text)")
      }
    }
    let zero = labels + [Label("unit_denominator", "0")]
    #expect(Instrument(labels: zero) == nil)
    // Scales up to 2^32 and a megawatt; what is beyond is of no instrument.
    for name in ["unit_numerator", "unit_denominator"] {
      #expect(Instrument(labels: labels + [Label(name, "4294967296")]) != nil)
      #expect(Instrument(labels: labels + [Label(name, "4294967297")]) == nil)
    }
    let others = labels.filter { $0.name != "maximum_microwatts" }
    #expect(Instrument(labels: others + [Label("maximum_microwatts", "1099511627776")]) != nil)
    #expect(Instrument(labels: others + [Label("maximum_microwatts", "1099511627777")]) == nil)
  }
}
