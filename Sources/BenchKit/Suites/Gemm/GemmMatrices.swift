internal import CKernels
internal import LinuxFiles

/// Square matrices A and B, filled at random, and C = A·B.
///
/// Sendable: threads fill disjoint parts; whoever multiplies divides C.
@safe final class GemmMatrices: @unchecked Sendable {
  /// Rows and columns of each.
  let n: Int
  /// What they are made of.
  let format: GemmFormat
  private let left, right, result: Region

  /// Bytes that they take.
  static func bytes(n: Int, format: GemmFormat) -> Int {
    n * n * (2 * format.bytes + format.resultBytes)
  }

  /// Maps them; `fill` gives them values.
  init(n: Int, format: GemmFormat) throws(SystemError) {
    self.n = n
    self.format = format
    left = try Region(n * n * format.bytes, pages: .huge)
    right = try Region(n * n * format.bytes, pages: .huge)
    result = try Region(n * n * format.resultBytes, pages: .huge)
  }

  /// The first element of A, B and C.
  @unsafe var a: UnsafeMutableRawPointer { unsafe left.start }
  @unsafe var b: UnsafeMutableRawPointer { unsafe right.start }
  @unsafe var c: UnsafeMutableRawPointer { unsafe result.start }

  /// Gives a thread's share of the rows their values; C gets what no product is.
  func fill(as thread: Int, of threads: Int, seed: UInt) {
    let (begin, end) = (n * thread / threads * n, n * (thread + 1) / threads * n)
    unsafe ckernels_gemm_fill(elementOfA, a, begin, end, seed)
    unsafe ckernels_gemm_fill(elementOfB, b, begin, end, seed &+ UInt(n * n))
    unsafe (c + begin * format.resultBytes).initializeMemory(
      as: UInt8.self, repeating: Self.garbage, count: (end - begin) * format.resultBytes)
  }

  /// Puts what no product is into one row of each 64 of C: a product that leaves a part of C as the last one
  /// left it would be right otherwise. That is 1.6 % of C, so the caches hold about what they held.
  func spoil(_ random: inout RandomSource) {
    let rowBytes = n * format.resultBytes
    for start in stride(from: 0, to: n, by: Self.rowsPerSpoiled) {
      let row = start + random.index(below: min(Self.rowsPerSpoiled, n - start))
      unsafe (c + row * rowBytes).initializeMemory(
        as: UInt8.self, repeating: Self.garbage, count: rowBytes)
    }
  }

  private static let rowsPerSpoiled = 64
  /// Eight of these are −1.5·10^224 as a double, four −3.7·10^28 as a float and −286,331,154 as an integer.
  private static let garbage: UInt8 = 0xee

  /// The matrices in C's terms.
  var elementOfA: Int32 { Int32(format.rawValue) }
  var elementOfB: Int32 {
    format == .int8 ? Int32(CKERNELS_SIGNED_BYTES) : elementOfA
  }
  var elementOfC: Int32 {
    switch format {
    case .fp64: Int32(CKERNELS_DOUBLES)
    case .fp32, .bf16: Int32(CKERNELS_FLOATS)
    case .int8: Int32(CKERNELS_INTEGERS)
    }
  }

  /// The sum that one element of C should be, in doubles, and the sum of the products' magnitudes.
  func element(row: Int, column: Int) -> (value: Double, magnitude: Double) {
    var (value, magnitude) = (0.0, 0.0)
    for k in 0..<n {
      let left = unsafe Self.number(a, row * n + k, elementOfA)
      let product = unsafe left * Self.number(b, k * n + column, elementOfB)
      value += product
      magnitude += abs(product)
    }
    return (value, magnitude)
  }

  /// A digest of C as it stands there, row by row.
  var checksum: UInt64 { unsafe ckernels_xxh64(c, n * n * format.resultBytes) }

  /// An element of C as it stands there.
  func computed(row: Int, column: Int) -> Double {
    unsafe Self.number(c, row * n + column, elementOfC)
  }

  @unsafe private static func number(
    _ matrix: UnsafeMutableRawPointer, _ index: Int, _ element: Int32
  ) -> Double {
    switch Int(element) {
    case CKERNELS_DOUBLES:
      unsafe matrix.load(fromByteOffset: 8 * index, as: Double.self)
    case CKERNELS_FLOATS:
      unsafe Double(matrix.load(fromByteOffset: 4 * index, as: Float.self))
    case CKERNELS_BFLOATS:
      unsafe Double(
        Float(bitPattern: UInt32(matrix.load(fromByteOffset: 2 * index, as: UInt16.self)) << 16))
    case CKERNELS_UNSIGNED_BYTES:
      unsafe Double(matrix.load(fromByteOffset: index, as: UInt8.self))
    case CKERNELS_SIGNED_BYTES:
      unsafe Double(matrix.load(fromByteOffset: index, as: Int8.self))
    default:
      unsafe Double(matrix.load(fromByteOffset: 4 * index, as: Int32.self))
    }
  }
}
