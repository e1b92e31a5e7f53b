internal import CKernels

/// Multiply-adds of one format and instruction set in independent chains.
///
/// Sendable: the pointer is to a constant.
@safe struct PeakKernel: @unchecked Sendable {
  private let functions: UnsafePointer<ckernels_peak>

  /// Nil where the instruction set has no instruction of its own for this format.
  init?(_ format: GemmFormat, on instructions: InstructionSet) {
    guard
      let functions = unsafe ckernels_peak_kernel(
        Int32(format.rawValue), Int32(instructions.rawValue))
    else { return nil }
    unsafe self.functions = functions
  }

  /// Operations of a round; a multiply-add is two.
  var operations: Int { unsafe functions.pointee.operations }

  /// Does up to 2¹⁸ rounds; false where the sum of all lanes is not what it must be.
  func run(rounds: Int) -> Bool {
    unsafe functions.pointee.run(rounds) == Double(functions.pointee.counted * rounds)
  }
}
