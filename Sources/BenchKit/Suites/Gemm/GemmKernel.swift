internal import CKernels

/// Packing and the inner kernel of one format on one instruction set.
///
/// Sendable: the pointer is to a constant.
@safe struct GemmKernel: @unchecked Sendable {
  /// The format that it multiplies.
  let format: GemmFormat
  /// The instructions that it is made of.
  let instructions: InstructionSet
  /// Rows and columns of the tile of C that one call computes.
  let rows, columns: Int
  /// Values of k in a word, and bytes of a word.
  let depth, word: Int

  private let functions: UnsafePointer<ckernels_gemm>

  /// Nil where a lower instruction set has all that is useful for this format.
  init?(_ format: GemmFormat, on instructions: InstructionSet) {
    guard
      let functions = unsafe ckernels_gemm_kernel(
        Int32(format.rawValue), Int32(instructions.rawValue))
    else { return nil }
    self.format = format
    self.instructions = instructions
    rows = unsafe Int(functions.pointee.rows)
    columns = unsafe Int(functions.pointee.columns)
    depth = unsafe Int(functions.pointee.depth)
    word = unsafe Int(functions.pointee.word)
    unsafe self.functions = functions
  }

  /// The best kernel that a machine runs.
  static func best(_ format: GemmFormat, upTo best: InstructionSet) -> GemmKernel? {
    InstructionSet.allCases.reversed().lazy.filter { $0 <= best }
      .compactMap { GemmKernel(format, on: $0) }.first
  }

  /// Packs up to `rows` rows of A, `count` values of k, into one panel.
  @unsafe func packA(
    _ a: UnsafeRawPointer, stride: Int, rows: Int, count: Int, into panel: UnsafeMutableRawPointer
  ) {
    unsafe functions.pointee.pack_a(a, stride, rows, count, panel)
  }

  /// Packs `columns` columns of B, `count` values of k, into panels `panelBytes` apart.
  @unsafe func packB(
    _ b: UnsafeRawPointer, stride: Int, count: Int, columns: Int, panelBytes: Int,
    into panels: UnsafeMutableRawPointer
  ) {
    unsafe functions.pointee.pack_b(b, stride, count, columns, panelBytes, panels)
  }

  /// Computes a whole tile, while what lies from `ahead` on comes into L2.
  @unsafe func multiply(
    words: Int, _ a: UnsafeRawPointer, _ b: UnsafeRawPointer, into c: UnsafeMutableRawPointer,
    stride: Int, adding: Bool, ahead: UnsafeRawPointer
  ) {
    unsafe functions.pointee.multiply(words, a, b, c, stride, adding ? 1 : 0, ahead)
  }

  /// Moves the upper left `rows` × `columns` of a tile to C, or adds them.
  @unsafe func place(
    _ tile: UnsafeRawPointer, rows: Int, columns: Int, into c: UnsafeMutableRawPointer,
    stride: Int, adding: Bool
  ) {
    unsafe ckernels_gemm_place(
      Int32(format.rawValue), tile, self.columns * format.resultBytes, rows, columns, c, stride,
      adding ? 1 : 0)
  }
}
