/// A sum of doubles without any rounding, the same in whatever order and grouping they are added.
///
/// A double is a whole multiple of 2^-1074, so a sum is a whole number. It is kept in limbs of 32 bits, with 31
/// more for carries that wait; only the limbs between the smallest and the largest number are there (after Neal,
/// "Fast exact summation using small and large superaccumulators", 2015). Values of one sensor take three to five.
public struct ExactSum: Sendable {
  /// How many additions a limb has room for before carries must be taken.
  private static let patience = 1 << 30

  /// The power of 2^32 that belongs to the first limb, from 2^-1074 on.
  private var lowest = 0
  private var limbs: [Int64] = []
  private var waiting = 0

  /// Nothing was added.
  public init() {}

  /// Adds a number, which must be finite. Takes no memory where the limbs of its size are there.
  public mutating func add(_ value: Double) {
    guard value != 0 else { return }
    let fraction = value.significandBitPattern
    let isNormal = value.exponentBitPattern > 0
    let whole = isNormal ? fraction | 1 << 52 : fraction
    // Of subnormal numbers the last bit is worth 2^-1074, as of the smallest normal ones.
    let bit = isNormal ? Int(value.exponentBitPattern) - 1 : 0
    let first = bit >> 5
    let parts = whole.multipliedFullWidth(by: 1 << UInt64(bit & 31))
    cover(first..<first + 3)
    let sign: Int64 = value.sign == .minus ? -1 : 1
    let place = first - lowest
    limbs[place] += sign * Int64(parts.low & 0xFFFF_FFFF)
    limbs[place + 1] += sign * Int64(parts.low >> 32)
    limbs[place + 2] += sign * Int64(parts.high)
    waiting += 1
    if waiting >= Self.patience { carry() }
  }

  /// Adds normal numbers above 0 that lie between two of them.
  mutating func add(normal values: [Double], from low: Double, to high: Double) {
    let (first, last) = (low.exponentBitPattern, high.exponentBitPattern)
    // So near to each other they fit into words, and the sum of 2^32 of them into two of these.
    guard last - first <= 11, values.count < 1 << 32 else {
      for value in values { add(value) }
      return
    }
    var sum: UInt128 = 0
    for value in values {
      let whole = value.significandBitPattern | 1 << 52
      sum += UInt128(whole << UInt64(value.exponentBitPattern - first))
    }
    let bit = Int(first) - 1
    let place = bit >> 5
    // 64 bits of a number, 32 of their count, 31 of their place.
    sum <<= UInt128(bit & 31)
    cover(place..<place + 4)
    for limb in 0..<4 {
      limbs[place - lowest + limb] += Int64(truncatingIfNeeded: sum & 0xFFFF_FFFF)
      sum >>= 32
    }
    waiting += 1
    if waiting >= Self.patience { carry() }
  }

  /// Adds all that another sum holds.
  public mutating func add(_ other: ExactSum) {
    var other = other
    other.carry()
    carry()
    guard !other.limbs.isEmpty else { return }
    cover(other.lowest..<other.lowest + other.limbs.count)
    for (place, limb) in other.limbs.enumerated() { limbs[other.lowest - lowest + place] += limb }
    waiting = 1
  }

  /// The double that is nearest to the sum, of two the even one; infinite where it is beyond all doubles.
  public var value: Double {
    var exact = self
    exact.carry()
    guard let last = exact.limbs.last else { return 0 }
    // The first three limbs hold 65 bits or more: of the rest only whether there is anything matters.
    var top: UInt128 = 0
    for limb in exact.limbs.suffix(3).reversed() { top = top << 32 | UInt128(limb.magnitude) }
    var exponent = 32 * (exact.lowest + max(0, exact.limbs.count - 3)) - 1074
    let isCut = exact.limbs.dropLast(3).contains { $0 != 0 }
    let surplus = max(0, 64 - top.leadingZeroBitCount)
    let isLarger = isCut || top.trailingZeroBitCount < surplus
    exponent += surplus
    let bits = UInt64(truncatingIfNeeded: top >> UInt128(surplus)) | (isLarger ? 1 : 0)
    return Double(
      sign: last < 0 ? .minus : .plus, exponent: exponent, significand: Double(bits))
  }

  /// Takes all carries: then the limbs are below 2^32, have one sign, and neither the first nor the last is 0,
  /// which is possible in one way only.
  private mutating func carry() {
    if !passCarries() {
      negate()
      _ = passCarries()
      negate()
    }
    while limbs.last == 0 { limbs.removeLast() }
    let empty = limbs.prefix { $0 == 0 }.count
    limbs.removeFirst(empty)
    lowest = limbs.isEmpty ? 0 : lowest + empty
    waiting = 0
  }

  /// Makes all limbs but the last one numbers from 0 to 2^32 − 1; whether that one is not negative.
  private mutating func passCarries() -> Bool {
    var carry: Int64 = 0
    for place in limbs.indices {
      let sum = limbs[place] + carry
      limbs[place] = sum & 0xFFFF_FFFF
      carry = sum >> 32
    }
    if carry != 0 { limbs.append(carry) }
    return carry >= 0
  }

  private mutating func negate() {
    for place in limbs.indices { limbs[place] = -limbs[place] }
  }

  private mutating func cover(_ range: Range<Int>) {
    if limbs.isEmpty { lowest = range.lowerBound }
    if range.lowerBound < lowest {
      limbs.insert(contentsOf: repeatElement(0, count: lowest - range.lowerBound), at: 0)
      lowest = range.lowerBound
    }
    let missing = range.upperBound - lowest - limbs.count
    if missing > 0 { limbs.append(contentsOf: repeatElement(0, count: missing)) }
  }
}

extension ExactSum: Equatable {
  /// Whether both are exactly the same number.
  public static func == (left: ExactSum, right: ExactSum) -> Bool {
    var (left, right) = (left, right)
    left.carry()
    right.carry()
    return left.lowest == right.lowest && left.limbs == right.limbs
  }
}
