import NodeModel
import Testing

@testable import FleetKit

@Suite("Numbers for people")
struct FigureTests {
  @Test(
    "three significant digits",
    arguments: [
      (0, "0"), (1, "1.00"), (9.994, "9.99"), (9.996, "10.0"), (99.96, "100"), (1234.5, "1,235"),
      (0.012345, "0.0123"), (0.09996, "0.100"), (-4, "−4.00"), (1_234_567, "1,234,567"),
      (0.5, "0.500"), (999.6, "1,000"),
    ] as [(Double, String)])
  func significant(value: Double, text: String) {
    #expect(Figure.significant(value) == text)
  }

  @Test("a share is never rounded up to all or down to nothing")
  func percent() {
    #expect(Figure.percent(0) == "0\u{202F}%")
    #expect(Figure.percent(1) == "100\u{202F}%")
    #expect(Figure.percent(0.9999) == ">99.9\u{202F}%")
    #expect(Figure.percent(0.00001) == "<0.1\u{202F}%")
    #expect(Figure.percent(0.4567) == "45.7\u{202F}%")
    #expect(Figure.percent(-0.01) == "−1.0\u{202F}%")
  }

  @Test("a column has one unit, and what is too little for it says so")
  func scale() {
    // 12.3 MWh is the greatest, in microjoules.
    let scale = Scale(for: [12.3 * 3.6e15, 3.6e15], Scale.energy)
    #expect(scale.unit == "MWh")
    #expect(scale.text(12.3 * 3.6e15) == "12.3")
    #expect(scale.text(3.6e15) == "1.0")
    #expect(scale.text(3.6e12) == "<0.1")
    #expect(scale.text(0) == "0")
    #expect(Scale(for: [], Scale.energy).unit == "Wh")
    #expect(Scale.step(for: 999.6, Scale.power).unit == "kW")
  }

  @Test("times and months by the calendar")
  func clock() {
    #expect(Clock.minute(1_795_219_200) == "2026-11-21 00:00")
    #expect(Clock.stamp(1_795_219_200 + 3661) == "2026-11-21T01:01:01Z")
    let month = Clock.month(of: 1_795_219_200)
    #expect(Clock.day(month.lowerBound) == "2026-11-01")
    #expect(Clock.day(month.upperBound) == "2026-12-01")
    let leap = Clock.month(of: 1_709_164_800)
    #expect(
      Clock.day(leap.lowerBound) == "2024-02-01" && Clock.day(leap.upperBound) == "2024-03-01")
    #expect(Figure.duration(90_000) == "1 d 1 h" && Figure.duration(600) == "10 min")
  }

  @Test("names that steer a terminal or turn a line are made harmless")
  func cleaning() {
    #expect(PlainText.cleaned("a\u{1B}[31mb\nc\u{202E}d") == "a\u{FFFD}[31mb c\u{FFFD}d")
    #expect(PlainText.cleaned("Zürich 東京") == "Zürich 東京")
    #expect(PlainText.shortened("abcdef", to: 4) == "abc…")
  }

  @Test("people count: node 9 comes before node 10")
  func order() {
    #expect(NaturalOrder.precedes("node9", "node10"))
    #expect(!NaturalOrder.precedes("node10", "node9"))
    #expect(NaturalOrder.precedes("node2a", "node2b"))
    #expect(NaturalOrder.precedes("a", "a1"))
    #expect(NaturalOrder.precedes("n007", "n8"))
    #expect(!NaturalOrder.precedes("same", "same"))
  }

  @Test("bins hold the middle, and what is far away is counted at the ends")
  func bins() throws {
    let near = (0..<100).map { 100 + Double($0) / 10 }
    let bins = try #require(HistogramBins([1] + near + [1000, 2000]))
    #expect(bins.below == 1 && bins.above == 2)
    #expect(bins.counts.reduce(0, +) == 100)
    #expect(HistogramBins([]) == nil)
    #expect(try #require(HistogramBins([5, 5, 5])).counts.max() == 3)
  }

  @Test(
    "results are read with the prefix that suits them",
    arguments: [
      ("flop/s", 2.17e12, "T", "flop/s"), ("bytes/s", 4.1e11, "G", "B/s"),
      ("seconds", 8.1e-8, "n", "s"),
      ("hertz", 3.7e9, "G", "Hz"), ("ratio", 4000, "", "ratio"), ("seconds", 2, "", "s"),
    ] as [(String, Double, String, String)])
  func benchmarkUnit(unit: String, value: Double, prefix: String, short: String) {
    let scale = BenchmarkScale(unit, for: value)
    #expect(scale.unit == prefix + short)
    let sizes = ["T": 1e12, "G": 1e9, "n": 1e-9]
    #expect(scale.size == sizes[prefix] ?? 1)
  }

  @Test("one more site is one")
  func sites() {
    #expect(Figure.moreSites(1) == "1 more site")
    #expect(Figure.moreSites(1_234) == "1,234 more sites")
  }
}
