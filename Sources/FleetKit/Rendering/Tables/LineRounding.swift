internal import Footprint

/// Rounds the amounts of very many lines to whole millionths that add up, as `Apportionment.millionths` does, without
/// keeping them: what is below a millionth is collected, and then it is known from where on a line gets one more.
struct LineRounding<Kind: AmountKind> {
  /// Of each line, in parts; until all lines are known.
  private var remainders: [UInt64] = []
  private var sum = Amount<Kind>.zero
  private var floors: UInt128 = 0
  /// Larger remainders get one more, and so do lines with this one up to the last of them.
  private var least = UInt64.max
  private var last = -1

  /// Nothing yet.
  init() {}

  /// Counts the amount of a line. Lines come in their order; those that are left out have nothing.
  mutating func add(_ amount: Amount<Kind>, of line: Int) {
    let (whole, rest) = Self.divided(amount)
    while remainders.count < line { remainders.append(0) }
    remainders.append(rest)
    sum += amount
    floors += whole
  }

  /// Finds out which lines get one more, when all are counted.
  mutating func settle() {
    let total = sum.millionths
    let left = total > floors ? min(Int(clamping: total - floors), remainders.count) : 0
    if left > 0 {
      let least = remainders.sorted(by: >)[left - 1]
      var rest = left - remainders.count { $0 > least }
      for (line, remainder) in remainders.enumerated() where remainder == least && rest > 0 {
        last = line
        rest -= 1
      }
      self.least = least
    }
    remainders = []
  }

  /// The amount of a line, which is the one that was counted.
  func millionths(of amount: Amount<Kind>, in line: Int) -> Int128 {
    let (whole, rest) = Self.divided(amount)
    let isOneMore = rest > least || rest == least && line <= last
    return Int128(clamping: isOneMore ? whole + 1 : whole)
  }

  /// Whole millionths, and what is left: a millionth has fewer than 2^62 parts.
  private static func divided(_ amount: Amount<Kind>) -> (whole: UInt128, rest: UInt64) {
    let (whole, rest) = amount.parts.quotientAndRemainder(
      dividingBy: Amount<Kind>.partsPerMillionth)
    return (whole, UInt64(truncatingIfNeeded: rest))
  }
}
