import Footprint
import NodeModel
import TestSupport
import Testing

@Suite("The best start")
struct StartTests {
  private func effectiveness(_ ratio: Double = 1) throws -> PowerUsageEffectiveness {
    try PowerUsageEffectiveness(
      try #require(Millionths(ratio)), status: .configured, category: nil, year: nil,
      source: "test")
  }

  private func steps(_ grams: [UInt64], every seconds: Int64) -> [IntensityForecast.Step] {
    grams.enumerated().map {
      .init(start: Int64($0.offset) * seconds, intensity: Millionths(count: $0.element * 1_000_000))
    }
  }

  @Test("of an hour at 1 kW is in the cleanest hour")
  func example() throws {
    let forecast = try #require(
      IntensityForecast(steps([400, 300, 100, 200], every: 3600), end: 14_400))
    let job = try #require(PowerProfile([.init(seconds: 3600, microwatts: 1_000_000_000)]))
    let tenth = try #require(Millionths(0.1))
    let ratio = try effectiveness(1.5)
    let advice = try #require(
      forecast.bestStart(of: job, in: 0...10_800, effectiveness: ratio, error: tenth))
    // 1 kWh × 1.5 × 100 g, against 1.5 × 400 g now. The mean of straight lines between 600, 450, 150, 300 g.
    #expect(advice.best == 7200 && advice.latest == 10_800)
    #expect(advice.emission.millionths == 150_000_000)
    #expect(advice.emissionNow.millionths == 600_000_000)
    #expect(abs(advice.meanGrams - (525 + 300 + 225) / 3) < 1e-9)
    #expect(advice.isWorthWaiting)
  }

  @Test("is now where the saving is less than the forecast may be wrong by")
  func notWorthIt() throws {
    let forecast = try #require(IntensityForecast(steps([100, 96], every: 3600), end: 7200))
    let job = try #require(PowerProfile([.init(seconds: 3600, microwatts: 1)]))
    let ratio = try effectiveness()
    let five = try #require(Millionths(0.05))
    let three = try #require(Millionths(0.03))
    let doubtful = try #require(
      forecast.bestStart(of: job, in: 0...3600, effectiveness: ratio, error: five))
    #expect(doubtful.best == 3600 && !doubtful.isWorthWaiting)
    let sure = try #require(
      forecast.bestStart(of: job, in: 0...3600, effectiveness: ratio, error: three))
    #expect(sure.isWorthWaiting)
  }

  @Test("is not sought beyond the forecast")
  func horizon() throws {
    let forecast = try #require(IntensityForecast(steps([100, 90, 80], every: 100), end: 300))
    let job = try #require(PowerProfile([.init(seconds: 150, microwatts: 1)]))
    let ratio = try effectiveness()
    let advice = forecast.bestStart(of: job, in: 0...1000, effectiveness: ratio, error: .zero)
    #expect(advice?.latest == 150 && advice?.best == 150)
    #expect(forecast.bestStart(of: job, in: 200...300, effectiveness: ratio, error: .zero) == nil)
    #expect(forecast.bestStart(of: job, in: -5...10, effectiveness: ratio, error: .zero) == nil)
  }

  @Test("needs a forecast in order and a profile with a length")
  func malformed() {
    #expect(IntensityForecast([], end: 10) == nil)
    #expect(IntensityForecast(steps([1, 2], every: 10), end: 10) == nil)
    #expect(IntensityForecast(steps([1, 2], every: -10), end: 10) == nil)
    #expect(IntensityForecast(steps([2001], every: 10), end: 10) == nil)
    #expect(IntensityForecast([.init(start: .min, intensity: .one)], end: .max) == nil)
    #expect(PowerProfile([]) == nil)
    #expect(PowerProfile([.init(seconds: 0, microwatts: 5)]) == nil)
    #expect(PowerProfile([.init(seconds: .max, microwatts: 5)]) == nil)
  }

  @Test("is the one that brute force over every second finds")
  func bruteForce() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    print("seed \(seed)")
    var random = SeededRandom(seed)
    let ratio = try effectiveness(1.25)
    for _ in 0..<200 {
      var edges: [Int64] = [0]
      for _ in 0..<Int.random(in: 0...9, using: &random) {
        edges.append(edges[edges.count - 1] + .random(in: 1...30, using: &random))
      }
      let end = edges[edges.count - 1] + .random(in: 1...30, using: &random)
      let grams = edges.map { _ in UInt64.random(in: 1...9, using: &random) * 100_000_000 }
      let forecast = try #require(
        IntensityForecast(
          zip(edges, grams).map { .init(start: $0, intensity: Millionths(count: $1)) }, end: end))
      let segments = (0..<Int.random(in: 1...3, using: &random)).map { _ in
        PowerProfile.Segment(
          seconds: .random(in: 1...20, using: &random),
          microwatts: .random(in: 0...5, using: &random))
      }
      let job = try #require(PowerProfile(segments))
      let first = Int64.random(in: 0...end, using: &random)
      let last = first + .random(in: 0...80, using: &random)
      let advice = forecast.bestStart(
        of: job, in: first...last, effectiveness: ratio, error: .zero)

      // Second by second, without integrals.
      let bySecond = (0..<end).map { second in grams[edges.lastIndex { $0 <= second } ?? 0] }
      let draw = segments.flatMap { Array(repeating: $0.microwatts, count: Int($0.seconds)) }
      let starts = (first...last).filter { Int($0) + draw.count <= bySecond.count }
      let emissions = starts.map { start in
        draw.enumerated().reduce(UInt64(0)) { $0 + $1.element * bySecond[Int(start) + $1.offset] }
      }
      guard let least = emissions.min() else {
        #expect(advice == nil, "seed \(seed)")
        continue
      }
      let found = try #require(advice, "seed \(seed)")
      #expect(found.emission.parts == UInt128(least) * 1_250_000, "seed \(seed)")
      #expect(found.best == starts[emissions.firstIndex(of: least) ?? 0], "seed \(seed)")
      #expect(found.emissionNow.parts == UInt128(emissions[0]) * 1_250_000, "seed \(seed)")
    }
  }
}
