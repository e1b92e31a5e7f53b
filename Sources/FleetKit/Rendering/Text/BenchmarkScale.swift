/// The prefix in which a result is read: 2.17e12 flop/s are 2.17 Tflop/s, 8.1e-8 s are 81 ns.
struct BenchmarkScale {
  /// With its prefix.
  let unit: String
  /// How many of the unit without prefix make one.
  let size: Double

  init(_ unit: String, for value: Double) {
    let short =
      ["seconds": "s", "hertz": "Hz", "watts": "W", "bytes/s": "B/s", "bytes/J": "B/J"][unit]
      ?? unit
    let isTime = short == "s"
    let steps: [(String, Double)] =
      isTime
      ? [("n", 1e-9), ("µ", 1e-6), ("m", 1e-3), ("", 1)]
      : [("", 1), ("k", 1e3), ("M", 1e6), ("G", 1e9), ("T", 1e12), ("P", 1e15), ("E", 1e18)]
    let step = steps.last { value.magnitude >= $0.1 * 0.9995 } ?? steps[0]
    // A ratio or a count has no prefix.
    let hasPrefix = isTime || short.contains("/") || ["Hz", "W", "J"].contains(short)
    self.unit = hasPrefix ? step.0 + short : short
    size = hasPrefix ? step.1 : 1
  }
}
