/// Divides whole microjoules by weights, exactly: every share is rounded down, and what is left goes to the
/// largest remainders, ties to whoever comes first.
///
/// Its storage is used again, so a division allocates nothing once it has seen as many weights.
public struct LargestRemainder: Sendable {
  /// Whose weight and share stand at each place.
  private(set) var owners: [Int32] = []
  private var weights: [UInt64] = []
  /// What each has, by its place.
  public private(set) var shares: [UInt64] = []
  private(set) var count = 0
  /// Of all weights.
  public private(set) var sum: UInt64 = 0
  /// Remainders, moved up so that the divisor's highest bit is the highest of a word.
  private var remainders: [UInt64] = []
  /// Places whose part in what is left is not decided yet.
  private var open: [Int32] = []
  private var histogram: [Int32] = Array(repeating: 0, count: 256)

  /// Nobody takes part.
  public init() {}

  /// Forgets all weights.
  public mutating func begin(expecting most: Int) {
    count = 0
    sum = 0
    guard weights.count < most else { return }
    let size = max(most, 2 * weights.count)
    owners = Array(repeating: 0, count: size)
    open = owners
    weights = Array(repeating: 0, count: size)
    remainders = weights
    shares = weights
  }

  /// The next participant; the sum of all weights must fit into 64 bits.
  public mutating func add(_ weight: UInt64, of owner: Int32 = 0) {
    owners[count] = owner
    weights[count] = weight
    sum += weight
    count += 1
  }

  /// All owners in that order whose cell, from `first` on, is not 0.
  mutating func add(_ cells: [UInt64], from first: Int, order: [Int32]) {
    (count, sum) = Self.collect(
      cells, from: first, order: order, into: &owners, &weights, (count, sum))
  }

  /// Divides; `sum` must not be 0. The shares add up to `amount`.
  public mutating func divide(_ amount: UInt64) {
    let left = Self.roundDown(amount, by: weights, count, sum, into: &shares, &remainders)
    if left > 0 { handOut(Int32(left)) }
  }

  // MARK: Loops over one array and another, which the compiler must see to be two

  private static func collect(
    _ cells: [UInt64], from first: Int, order: [Int32], into owners: inout [Int32],
    _ weights: inout [UInt64], _ before: (count: Int, sum: UInt64)
  ) -> (count: Int, sum: UInt64) {
    var (count, sum) = before
    let cellSpan = cells.span
    let orderSpan = order.span
    var ownerSpan = owners.mutableSpan
    var weightSpan = weights.mutableSpan
    for place in 0..<orderSpan.count {
      let weight = cellSpan[first + Int(orderSpan[place])]
      guard weight > 0 else { continue }
      ownerSpan[count] = orderSpan[place]
      weightSpan[count] = weight
      sum += weight
      count += 1
    }
    return (count, sum)
  }

  private static func roundDown(
    _ amount: UInt64, by weights: [UInt64], _ count: Int, _ sum: UInt64,
    into shares: inout [UInt64], _ remainders: inout [UInt64]
  ) -> UInt64 {
    let reciprocal = Reciprocal(sum)
    let scale = UInt64(sum.leadingZeroBitCount)
    var left = amount
    let weightSpan = weights.span
    var shareSpan = shares.mutableSpan
    var remainderSpan = remainders.mutableSpan
    for place in 0..<count {
      let (share, remainder) = reciprocal.divide(amount, times: weightSpan[place])
      shareSpan[place] = share
      remainderSpan[place] = remainder << scale
      left -= share
    }
    return left
  }

  /// Gives one microjoule each to the `left` largest remainders. They are found byte by byte from the top
  /// among ever fewer places, which takes no sorting.
  private mutating func handOut(_ left: Int32) {
    var left = left
    for place in 0..<count { open[place] = Int32(place) }
    var isOpen = count
    var shift: UInt64 = 56
    while !Self.isUniform(remainders, open, isOpen) {
      let (border, above) = Self.border(remainders, open, isOpen, shift, left, &histogram)
      isOpen = Self.decide(remainders, &open, isOpen, shift, border, &shares)
      left -= above
      if isOpen == Int(left) || shift == 0 { break }
      shift -= 8
    }
    for place in 0..<Int(left) { shares[Int(open[place])] += 1 }
  }

  /// Whether the remainders of all open places are the same, as those of equal reservations are.
  private static func isUniform(_ remainders: [UInt64], _ open: [Int32], _ isOpen: Int) -> Bool {
    let openSpan = open.span
    let remainderSpan = remainders.span
    let first = remainderSpan[Int(openSpan[0])]
    for place in 1..<max(1, isOpen) where remainderSpan[Int(openSpan[place])] != first {
      return false
    }
    return true
  }

  /// The byte that the last remainder to be rounded up has, and how many have a greater one.
  private static func border(
    _ remainders: [UInt64], _ open: [Int32], _ isOpen: Int, _ shift: UInt64, _ left: Int32,
    _ histogram: inout [Int32]
  ) -> (byte: Int, above: Int32) {
    let openSpan = open.span
    let remainderSpan = remainders.span
    var histogramSpan = histogram.mutableSpan
    for value in 0..<256 { histogramSpan[value] = 0 }
    for place in 0..<isOpen {
      histogramSpan[Int(remainderSpan[Int(openSpan[place])] >> shift & 255)] += 1
    }
    var byte = 255
    var above: Int32 = 0
    while above + histogramSpan[byte] < left {
      above += histogramSpan[byte]
      byte -= 1
    }
    return (byte, above)
  }

  /// Rounds up what is above the border; how many places stay open.
  private static func decide(
    _ remainders: [UInt64], _ open: inout [Int32], _ isOpen: Int, _ shift: UInt64, _ border: Int,
    _ shares: inout [UInt64]
  ) -> Int {
    let remainderSpan = remainders.span
    var openSpan = open.mutableSpan
    var shareSpan = shares.mutableSpan
    var kept = 0
    for index in 0..<isOpen {
      let place = openSpan[index]
      let byte = Int(remainderSpan[Int(place)] >> shift & 255)
      if byte > border {
        shareSpan[Int(place)] += 1
      } else if byte == border {
        openSpan[kept] = place
        kept += 1
      }
    }
    return kept
  }
}
