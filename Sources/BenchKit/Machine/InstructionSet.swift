internal import CKernels

/// What a kernel was compiled for; each one includes those before it.
///
/// Source: CPUID leaves 1, 7 and 7.1 with XGETBV for what the kernel saves; never `/proc/cpuinfo`, which
/// shows the host's CPU under user-mode emulation.
public enum InstructionSet: Int, Sendable, CaseIterable, Comparable, CustomStringConvertible {
  /// What every machine of this architecture has: SSE2, or NEON.
  case baseline
  /// AVX2 and FMA3, 256-bit.
  case avx2
  /// AVX-512 F, BW, DQ and VL.
  case avx512
  /// `avx512` and VNNI: dot products of bytes.
  case avx512vnni
  /// `avx512vnni` and BF16: dot products of bfloat16.
  case avx512bf16

  /// The best that this machine runs.
  public static var best: InstructionSet {
    InstructionSet(rawValue: Int(ckernels_instruction_set())) ?? .baseline
  }

  /// As it stands in results: "avx512".
  public var description: String {
    switch self {
    case .baseline:
      #if arch(arm64)
        "neon"
      #else
        "sse2"
      #endif
    case .avx2: "avx2"
    case .avx512: "avx512"
    case .avx512vnni: "avx512vnni"
    case .avx512bf16: "avx512bf16"
    }
  }

  /// Orders by what they add.
  public static func < (left: InstructionSet, right: InstructionSet) -> Bool {
    left.rawValue < right.rawValue
  }
}
