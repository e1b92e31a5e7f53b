internal import CKernels

/// Whether C is A·B, in n² operations: Freivalds' check, C·x against A·(B·x) for four random vectors x of
/// ±1, and some elements one by one.
///
/// **What it sees.** Row i of C·x differs from that of A·(B·x) by Σⱼ xⱼ·eᵢⱼ, where eᵢⱼ is the error of an
/// element. One wrong element shows with all of its error in every vector. Several in one row may cancel
/// in one vector with probability 1/2 at most, in all four with 1/16.
///
/// **Tolerance of a row.** Products of elements uniform in ±0.5 have variance σ² = 1/144, so that a partial
/// sum of t of them has tσ². Rounding it adds an error uniform in ±u times itself: over n sums u²σ²n²/6 for
/// an element, and n times that for a row. B·x, A·(B·x) and C·x in doubles add as much each with
/// u₀ = 2⁻⁵³. Allowed are eight standard deviations,
///
///     8·σ·√(n³·(u² + 3u₀²)/6)
///
/// and one element that is wrong by twice that is always seen: for floats and n = 1024 by 0.0011, where
/// elements are 2.7 in the root mean square. Integers are exact: any error is seen.
///
/// **Bound of an element**, whatever the order of the sums (Higham, Accuracy and Stability of Numerical
/// Algorithms, 3.5): γₙ·Σₖ|aᵢₖ||bₖⱼ| with γₙ = nu/(1 − nu), for the product as for the reference.
struct GemmCheck {
  private static let vectors = 4
  private static let sampled = 8

  private let matrices: GemmMatrices
  /// The vectors, and A·(B·x), interleaved.
  private let signs, expected: [Double]
  private var random: RandomSource

  /// Prepares for matrices that stay what they are.
  init(_ matrices: GemmMatrices, seed: UInt64) {
    self.matrices = matrices
    let n = matrices.n
    var random = RandomSource(seed: seed)
    let signs = (0..<n * Self.vectors).map { _ in random.next() >> 63 == 0 ? 1.0 : -1.0 }
    var image = [Double](repeating: 0, count: n * Self.vectors)
    var expected = image
    unsafe ckernels_gemm_project(matrices.elementOfB, matrices.b, n, n, signs, &image)
    unsafe ckernels_gemm_project(matrices.elementOfA, matrices.a, n, n, image, &expected)
    self.signs = signs
    self.expected = expected
    self.random = random
  }

  /// The difference that a row may have from rounding alone.
  static func tolerance(n: Int, format: GemmFormat) -> Double {
    let (u, reference) = (format.roundoff, 0x1p-53)
    guard u > 0 else { return 0 }
    let cube = Double(n) * Double(n) * Double(n)
    return 8 / 12 * (cube * (u * u + 3 * reference * reference) / 6).squareRoot()
  }

  /// Throws `BenchError.wrong` with the place and the size of the first difference.
  mutating func check() throws(BenchError) {
    try checkRows()
    for _ in 0..<Self.sampled {
      try checkElement(
        row: random.index(below: matrices.n), column: random.index(below: matrices.n))
    }
  }

  private func checkRows() throws(BenchError) {
    let n = matrices.n
    var found = [Double](repeating: 0, count: n * Self.vectors)
    unsafe ckernels_gemm_project(matrices.elementOfC, matrices.c, n, n, signs, &found)
    let tolerance = Self.tolerance(n: n, format: matrices.format)
    for index in found.indices {
      let difference = abs(found[index] - expected[index])
      // Written so that "not a number" is wrong as well.
      guard difference <= tolerance else {
        throw .wrong(
          "row \(index / Self.vectors) of \(n) differs by \(difference), \(tolerance) is allowed")
      }
    }
  }

  private func checkElement(row: Int, column: Int) throws(BenchError) {
    let right = matrices.element(row: row, column: column)
    let found = matrices.computed(row: row, column: column)
    let n = Double(matrices.n)
    let (u, reference) = (matrices.format.roundoff, u0)
    let bound = (n * u / (1 - n * u) + n * reference / (1 - n * reference)) * right.magnitude
    guard abs(found - right.value) <= (u > 0 ? bound : 0) else {
      throw .wrong(
        "element (\(row), \(column)) is \(found) instead of \(right.value), \(bound) is allowed")
    }
  }

  /// The unit roundoff of doubles.
  private var u0: Double { 0x1p-53 }
}
