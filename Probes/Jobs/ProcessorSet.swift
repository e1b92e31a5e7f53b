internal import LinuxFiles

/// Some of the node's first 1,024 CPUs, by number, in place and without an allocation.
public struct ProcessorSet: Sendable, Equatable {
  /// CPUs with higher numbers can be in no set.
  public static let most = 1024

  private var words = SIMD16<UInt64>.zero

  /// No CPU.
  public init() {}

  /// The CPUs of a list such as "0-3,8"; nil where it is none, or names a CPU with too high a number.
  init?(_ list: Span<UInt8>) {
    var found = ProcessorSet()
    var isInside = true
    let isList = ProcessorList.visit(list) { cpus in
      guard cpus.upperBound <= Self.most else { return isInside = false }
      for cpu in cpus { found.insert(cpu) }
    }
    guard isList, isInside else { return nil }
    self = found
  }

  /// Adds a CPU; its number must be below `most`.
  public mutating func insert(_ cpu: Int) { words[cpu >> 6] |= 1 << UInt64(cpu & 63) }

  /// Shows every CPU in ascending order.
  public func forEach(_ body: (Int) -> Void) {
    for word in words.indices {
      var rest = words[word]
      while rest != 0 {
        body(word << 6 | rest.trailingZeroBitCount)
        rest &= rest - 1
      }
    }
  }
}
