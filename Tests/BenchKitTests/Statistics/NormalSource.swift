import Foundation

@testable import BenchKit

/// Normal numbers that a seed determines (Box and Muller 1958).
struct NormalSource {
  private var random: RandomSource

  init(seed: UInt64) {
    random = RandomSource(seed: seed)
  }

  mutating func next() -> Double {
    let radius = (-2 * log(uniform())).squareRoot()
    return radius * cos(2 * Double.pi * uniform())
  }

  /// `count` blocks of `size` values around `center`, which share an effect of `effect` within a block and
  /// scatter by `scatter` each.
  mutating func blocks(
    _ count: Int, of size: Int, around center: Double, effect: Double, scatter: Double
  ) -> [[Double]] {
    (0..<count).map { _ in
      let shared = center + effect * next()
      return (0..<size).map { _ in shared + scatter * next() }
    }
  }

  /// Above 0, not above 1.
  private mutating func uniform() -> Double { (Double(random.next() >> 11) + 1) / 0x1p53 }
}
