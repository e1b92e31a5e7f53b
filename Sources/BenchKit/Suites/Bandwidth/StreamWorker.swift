internal import CKernels

/// One thread's part of the arrays, and its work on them.
///
/// Sendable: while a team runs, only the thread with this worker's index calls it; the team's gate orders
/// that with what the runner's thread reads before and after.
@safe final class StreamWorker: @unchecked Sendable {
  private let kernel: StreamKernel
  private let compiled: ckernels_stream
  private let target: UnsafeMutablePointer<Double>
  private let first: UnsafeMutablePointer<Double>
  private let second: UnsafeMutablePointer<Double>
  /// Elements of each array.
  let count: Int

  private var passes = 0
  private var sum = 0.0
  /// The elements that were poisoned before the last run.
  private var watched: Range<Int>
  /// Where the result of the last run differs: the first such element.
  private(set) var mismatch: Int?

  private static let scalar = 3.0
  /// Elements looked at after each run but the first; of smaller targets all.
  private static let sample = 1 << 15
  /// Arrays do not begin at the same place of a page, nor of the banks of the memory behind it.
  static let skew = 9 * 64

  /// Bytes that a slice with so many bytes of arrays takes.
  static func span(of bytes: Int) -> Int { bytes + 3 * (skew + 64) }

  /// Lays the arrays of a kernel, `bytes` in all, from `start` on.
  init(
    _ kernel: StreamKernel, _ compiled: ckernels_stream, at start: UnsafeMutableRawPointer,
    bytes: Int
  ) {
    self.kernel = kernel
    unsafe self.compiled = compiled
    count = bytes / kernel.arrays / MemoryLayout<Double>.stride
    let stride = (count * MemoryLayout<Double>.stride + 63) / 64 * 64 + Self.skew
    unsafe target = start.assumingMemoryBound(to: Double.self)
    // A kernel that only reads has no target: its source lies there.
    unsafe first =
      kernel.writes
      ? start.advanced(by: stride).assumingMemoryBound(to: Double.self) : target
    unsafe second = start.advanced(by: 2 * stride).assumingMemoryBound(to: Double.self)
    watched = 0..<count
  }

  /// Writes the sources and poisons the target.
  func fill() {
    if kernel.writes { unsafe StreamPattern.poison.fill(target, 0..<count) }
    if kernel.arrays > 1 || !kernel.writes { unsafe StreamPattern.first.fill(first, 0..<count) }
    if kernel.arrays > 2 { unsafe StreamPattern.second.fill(second, 0..<count) }
    watched = 0..<count
  }

  /// Goes over the arrays.
  func run(passes: Int) {
    self.passes = passes
    var arrays = unsafe ckernels_arrays(
      target: target, first: first, second: second, count: count, scalar: Self.scalar)
    sum = unsafe compiled(&arrays, passes)
  }

  /// Compares what the last run left with the formula, and poisons what will be looked at next.
  func verify() {
    let expected = kernel.result(scalar: Self.scalar, passes: passes)
    guard kernel.writes else {
      mismatch = sum == Double(passes) * expected.sum(count: count) ? nil : 0
      return
    }
    mismatch = unsafe expected.mismatch(in: target, watched)
    let next = next(after: watched)
    // So that `verifyRest` finds everything looked at that is poisoned now.
    if next != watched, mismatch == nil {
      mismatch = unsafe expected.mismatch(in: target, next)
    }
    watched = next
    unsafe StreamPattern.poison.fill(target, watched)
  }

  /// Compares what `verify` did not look at behind the last run with the formula.
  func verifyRest() {
    guard kernel.writes else { return }
    let expected = kernel.result(scalar: Self.scalar, passes: passes)
    mismatch =
      unsafe expected.mismatch(in: target, 0..<watched.lowerBound)
      ?? expected.mismatch(in: target, watched.upperBound..<count)
  }

  private func next(after range: Range<Int>) -> Range<Int> {
    guard count > 16 * Self.sample else { return 0..<count }
    let start = range.upperBound < count ? range.upperBound : 0
    return start..<min(count, start + Self.sample)
  }
}
