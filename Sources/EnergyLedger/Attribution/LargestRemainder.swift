/// Divides whole microjoules by weights, exactly: every share is rounded down, and what is left goes to the
/// largest remainders, ties to whoever comes first.
///
/// Its storage is used again, so a division allocates nothing once it has seen as many weights.
struct LargestRemainder {
  private var weights: [UInt64] = []
  private var remainders: [UInt64] = []
  private(set) var shares: [UInt64] = []
  private var histogram: [Int] = Array(repeating: 0, count: 256)
  private(set) var count = 0
  private(set) var sum: UInt64 = 0

  init() {}

  /// Forgets all weights.
  mutating func begin(expecting most: Int) {
    count = 0
    sum = 0
    guard weights.count < most else { return }
    let size = max(most, 2 * weights.count)
    weights = Array(repeating: 0, count: size)
    remainders = Array(repeating: 0, count: size)
    shares = Array(repeating: 0, count: size)
  }

  /// The next participant; the sum of all weights must fit into 64 bits.
  mutating func add(_ weight: UInt64) {
    weights[count] = weight
    sum += weight
    count += 1
  }

  /// Divides; `sum` must not be 0. The shares add up to `amount`.
  mutating func divide(_ amount: UInt64) {
    let reciprocal = Reciprocal(sum)
    var left = amount
    for place in 0..<count {
      let (share, remainder) = reciprocal.divide(amount, times: weights[place])
      shares[place] = share
      remainders[place] = remainder
      left -= share
    }
    if left > 0 { handOut(Int(left)) }
  }

  /// Gives one microjoule each to the `left` largest remainders. They are found byte by byte from the top,
  /// which takes a few passes and no sorting.
  private mutating func handOut(_ left: Int) {
    var left = left
    var shift = (63 - sum.leadingZeroBitCount) / 8 * 8
    // Remainders whose bits above `shift + 8` are these are not decided yet: at first all of them.
    var prefix: UInt64 = 0
    while true {
      for value in 0..<256 { histogram[value] = 0 }
      for place in 0..<count where isOpen(place, prefix, shift) {
        histogram[Int(remainders[place] >> UInt64(shift) & 255)] += 1
      }
      var border = 255
      var above = 0
      while above + histogram[border] < left {
        above += histogram[border]
        border -= 1
      }
      for place in 0..<count
      where isOpen(place, prefix, shift)
        && Int(remainders[place] >> UInt64(shift) & 255) > border
      {
        shares[place] += 1
      }
      left -= above
      prefix = prefix << 8 | UInt64(border)
      if shift == 0 || histogram[border] == left { break }
      shift -= 8
    }
    for place in 0..<count where left > 0 && remainders[place] >> UInt64(shift) == prefix {
      shares[place] += 1
      left -= 1
    }
  }

  private func isOpen(_ place: Int, _ prefix: UInt64, _ shift: Int) -> Bool {
    (remainders[place] >> UInt64(shift)) >> 8 == prefix
  }
}
