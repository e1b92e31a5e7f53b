import BenchKit
import NodeModel
import Testing

@Suite("A roofline")
struct RooflineTests {
  /// 256 Gflop/s and 32 GB/s meet at 8 flop per byte; a cache of 512 GB/s meets them at half of one.
  private func example(points: [Roofline.Point] = []) throws -> Roofline {
    try #require(
      Roofline(
        ceilings: [.init(name: "fp64", rate: 128e9), .init(name: "fp32", rate: 256e9)],
        slopes: [.init(name: "DRAM", bandwidth: 32e9), .init(name: "L1", bandwidth: 512e9)],
        points: points))
  }

  @Test("allows what the fastest slope delivers, and never more than the highest ceiling")
  func roof() throws {
    let roofline = try example()
    #expect(roofline.roof(at: 0.25) == 128e9)
    #expect(roofline.roof(at: 0.5) == 256e9)
    #expect(roofline.roof(at: 64) == 256e9)
  }

  @Test("holds a point against the ceiling of its own format")
  func ownCeiling() throws {
    let roofline = try example()
    let doubles = Roofline.Point(name: "x", intensity: 64, rate: 64e9, ceiling: "fp64")
    #expect(roofline.roof(over: doubles) == 128e9)
    let unknown = Roofline.Point(name: "x", intensity: 0.25, rate: 64e9)
    #expect(roofline.roof(over: unknown) == 128e9)
    let starved = Roofline.Point(name: "x", intensity: 0.125, rate: 1e9, ceiling: "fp64")
    #expect(roofline.roof(over: starved) == 64e9)
  }

  @Test("spans whole powers of two around everything that is drawn")
  func axes() throws {
    let roofline = try example(points: [.init(name: "n=4096", intensity: 512, rate: 250e9)])
    #expect(roofline.intensities == (1.0 / 16)...512)
    // 32 GB/s at a sixteenth is 2 Gflop/s; below it lies 2^30.
    #expect(roofline.rates.lowerBound == 1_073_741_824)
    #expect(roofline.rates.upperBound == 549_755_813_888)
    #expect(roofline.position(ofIntensity: 512) == 1)
  }

  @Test("draws each slope up to the ceiling that it meets")
  func ridges() throws {
    let roofline = try example()
    let memory = try #require(roofline.lines.first { $0.name == "DRAM" })
    #expect(abs(memory.end.x - roofline.position(ofIntensity: 8)) < 1e-12)
    #expect(abs(memory.end.y - roofline.position(ofRate: 256e9)) < 1e-12)
    let ceiling = try #require(roofline.lines.first { $0.name == "fp64" })
    #expect(abs(ceiling.start.x - roofline.position(ofIntensity: 0.25)) < 1e-12)
    #expect(ceiling.end.x == 1)
  }

  private func result(
    _ suite: String, _ name: String, _ parameters: [Subject.Parameter], _ unit: BenchUnit
  ) -> BenchResult {
    let interval = BenchInterval(low: 1e9, high: 1e9)
    return BenchResult(
      subject: Subject(
        suite: suite, name: name, parameters: parameters + [.threads(1)], unit: unit),
      best: 1e9, median: 1e9, mad: 0, interval: interval, prediction: interval, samples: [1e9],
      blocks: [1], isVerified: true)
  }

  @Test("names the products of a vendor's library with the library")
  func libraries() throws {
    let roofline = try #require(
      Roofline(of: [
        result("peak", "fp32", [], .flopPerSecond),
        result("bandwidth", "triad", [.text("level", "DRAM")], .bytesPerSecond),
        result("gemm", "fp32", [.n(64)], .flopPerSecond),
        result("gemm", "fp32", [.n(64), .text("library", "OpenBLAS")], .flopPerSecond),
      ]))
    #expect(
      Set(roofline.points.map(\.name)) == ["gemm fp32 n=64", "gemm fp32 n=64 OpenBLAS"])
  }

  @Test("holds bfloat16 that was widened to floats against the peak of floats")
  func widened() throws {
    var floats = result("peak", "fp32", [.text("isa", "avx512")], .flopPerSecond)
    floats.best = 4e9
    var pairs = result("peak", "bf16", [.text("isa", "avx512bf16")], .flopPerSecond)
    pairs.best = 2e9
    let roofline = try #require(
      Roofline(of: [
        floats, pairs, result("bandwidth", "triad", [.text("level", "DRAM")], .bytesPerSecond),
        result("gemm", "bf16", [.n(64), .text("isa", "avx512")], .flopPerSecond),
        result("gemm", "bf16", [.n(128), .text("isa", "avx512bf16")], .flopPerSecond),
        result("gemm", "bf16", [.n(256), .text("isa", "neon")], .flopPerSecond),
      ]))
    // 64 / 6 flop a byte at 1 GB/s are above every ceiling.
    #expect(
      roofline.points.map(\.ceiling) == ["fp32 peak", "bf16 peak", "fp32 peak"])
    #expect(roofline.points.map(roofline.roof(over:)) == [4e9, 2e9, 4e9])
  }

  @Test("has a point for each mode of a product, with its share")
  func modes() throws {
    var product = result("gemm", "fp32", [.n(64)], .flopPerSecond)
    product.modes = [BenchMode(median: 20, share: 0.25), BenchMode(median: 40, share: 0.75)]
    let roofline = try #require(
      Roofline(of: [
        result("peak", "fp32", [], .flopPerSecond),
        result("bandwidth", "triad", [.text("level", "DRAM")], .bytesPerSecond), product,
      ]))
    #expect(
      Set(roofline.points.map { "\($0.name): \($0.rate)" })
        == ["gemm fp32 n=64 (25 %): 20.0", "gemm fp32 n=64 (75 %): 40.0"])
  }

  @Test("is not drawn without a ceiling or without a slope")
  func incomplete() {
    let ceiling = Roofline.Ceiling(name: "fp32", rate: 1e9)
    let slope = Roofline.Slope(name: "DRAM", bandwidth: 1e9)
    #expect(Roofline(ceilings: [], slopes: [slope], points: []) == nil)
    #expect(Roofline(ceilings: [ceiling], slopes: [], points: []) == nil)
    #expect(
      Roofline(
        ceilings: [.init(name: "none", rate: 0)], slopes: [slope], points: []) == nil)
  }

  @Test("is one well-formed SVG picture, whatever the machine is called")
  func picture() throws {
    let svg = try example(points: [.init(name: "a<b>&\u{1}", intensity: 1, rate: 3e9)])
      .svg(title: "CPU \"<&>\"")
    #expect(svg.hasPrefix("<svg xmlns=\"http://www.w3.org/2000/svg\""))
    #expect(svg.contains("CPU &quot;&lt;&amp;&gt;&quot;"))
    #expect(svg.contains("a&lt;b&gt;&amp;\u{FFFD}"))
    #expect(svg.contains("L1 512 GB/s") && svg.contains("fp32 256 Gflop/s"))
    #expect(!svg.contains("href") && !svg.contains("url("))
    // The point's 3 Gflop/s against the roof's 256.
    #expect(svg.contains("1.2 % of the roof"))
  }
}
