/// Which of many tests found something, if only so many of the findings may be false (Benjamini and Hochberg 1995).
struct FalseDiscoveryRate {
  /// The share of findings that may be false.
  static let allowed = 0.001

  /// How many tests were made.
  private(set) var tests = 0
  /// The probabilities that could count: none above `allowed` can.
  private var small: [Double] = []

  /// Takes the result of a test.
  mutating func add(_ probability: Double) {
    tests += 1
    if probability <= Self.allowed { small.append(probability) }
  }

  /// The greatest probability that counts: that of the last rank k, by size, that is at most `allowed` · k / tests; nil
  /// where none does.
  var threshold: Double? { accepted.last }

  /// The greatest probability that would count if one more test had it: `allowed` · (k + 1) / tests.
  var limit: Double {
    min(Self.allowed, Self.allowed * Double(accepted.count + 1) / Double(max(1, tests)))
  }

  /// The probabilities that count, ascending.
  private var accepted: ArraySlice<Double> {
    let sorted = small.sorted()
    let last = sorted.indices.last {
      sorted[$0] <= Self.allowed * Double($0 + 1) / Double(tests)
    }
    return sorted.prefix(last.map { $0 + 1 } ?? 0)
  }
}
