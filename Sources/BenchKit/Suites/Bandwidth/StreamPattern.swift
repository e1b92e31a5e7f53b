internal import CKernels

/// The contents of an array: element i is slope · (i mod 65,536) + offset.
///
/// All are whole numbers far below 2^53, so that sums and products are exact and one wrong element shows.
struct StreamPattern: Equatable, Sendable {
  let slope: Double
  let offset: Double

  /// The first source.
  static let first = StreamPattern(slope: 1, offset: 0)
  /// The second source.
  static let second = StreamPattern(slope: 2, offset: 1)
  /// What stands in a target until a kernel has written it; equal to nothing.
  static let poison = StreamPattern(slope: 0, offset: .nan)

  /// Writes the elements in `range`.
  func fill(_ array: UnsafeMutablePointer<Double>, _ range: Range<Int>) {
    unsafe ckernels_pattern_fill(array, range.lowerBound, range.upperBound, slope, offset)
  }

  /// The first element in `range` that is another; nil where all are as they should be.
  func mismatch(in array: UnsafePointer<Double>, _ range: Range<Int>) -> Int? {
    let place = unsafe ckernels_pattern_mismatch(
      array, range.lowerBound, range.upperBound, slope, offset)
    return place < range.upperBound ? place : nil
  }

  /// The sum of the first `count` elements: the whole periods by the formula of the arithmetic series, and
  /// the rest by the same.
  func sum(count: Int) -> Double {
    let period = Int(ckernels_pattern_period)
    let (periods, rest) = count.quotientAndRemainder(dividingBy: period)
    let steps = periods * (period * (period - 1) / 2) + rest * (rest - 1) / 2
    return slope * Double(steps) + offset * Double(count)
  }
}
