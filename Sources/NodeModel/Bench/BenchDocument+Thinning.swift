extension BenchDocument {
  /// The most bytes of what is kept in the state directory, all documents together: a report, which carries them, takes
  /// no more.
  public static let mostKeptBytes = 4 << 20

  /// With at most `count` samples of each block, evenly chosen in the order of time and with seven digits: enough to
  /// tell the modes and to compare by, where a run of everything has millions.
  public func thinned(toSamplesPerBlock count: Int) -> BenchDocument {
    var thin = self
    for index in thin.results.indices { thin.results[index].thin(toSamplesPerBlock: count) }
    return thin
  }
}

extension BenchResult {
  fileprivate mutating func thin(toSamplesPerBlock most: Int) {
    var kept: [Double] = []
    var counts: [Int] = []
    var start = 0
    for count in blocks where start + count <= samples.count {
      let few = min(count, most)
      for place in 0..<few { kept.append(samples[start + place * count / few].shortened) }
      counts.append(few)
      start += count
    }
    (samples, blocks) = (kept, counts)
  }
}

extension Double {
  /// The nearest number of seven significant digits.
  fileprivate var shortened: Double {
    guard isFinite, self != 0 else { return self }
    var (digits, exponent) = (magnitude, 0)
    while digits >= 10 { (digits, exponent) = (digits / 10, exponent + 1) }
    while digits < 1 { (digits, exponent) = (digits * 10, exponent - 1) }
    // Read as text: no power of ten that is a fraction can be multiplied by exactly.
    let text = "\(Int((digits * 1e6).rounded()))e\(exponent - 6)"
    guard let value = Double(text) else { return self }
    return self < 0 ? -value : value
  }
}
