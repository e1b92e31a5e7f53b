internal import CKernels
internal import NodeModel

/// The numbers that a product is made of.
public enum GemmFormat: Int, Sendable, CaseIterable {
  /// Doubles.
  case fp64
  /// Floats.
  case fp32
  /// bfloat16, summed in floats.
  case bf16
  /// Unsigned bytes times signed bytes (A of `u8`, B of `s8`), summed in 32-bit integers.
  case int8

  /// As it stands in results: for integers with the signs, since s8 × s8 is something else.
  public var name: String {
    switch self {
    case .fp64: "fp64"
    case .fp32: "fp32"
    case .bf16: "bf16"
    case .int8: "u8s8"
    }
  }

  /// What its numbers are multiplied as: bfloat16 is widened to floats where no instruction takes it.
  func multiplied(by instructions: InstructionSet) -> GemmFormat {
    self == .bf16 && instructions < .avx512bf16 ? .fp32 : self
  }

  /// What a rate is counted in.
  var unit: Unit { self == .int8 ? .operationsPerSecond : .flopPerSecond }

  /// Bytes of an element of A and of B.
  var bytes: Int {
    switch self {
    case .fp64: 8
    case .fp32: 4
    case .bf16: 2
    case .int8: 1
    }
  }

  /// Bytes of an element of C.
  var resultBytes: Int { self == .fp64 ? 8 : 4 }

  /// The unit roundoff of the sums: half the distance of 1 and the next number; 0 where they are exact.
  var roundoff: Double {
    switch self {
    case .fp64: 0x1p-53
    case .fp32, .bf16: 0x1p-24
    case .int8: 0
    }
  }
}
