/// The occupied buckets of one sign, from the first to the last, with those between them.
public struct HistogramBuckets: Sendable, Equatable {
  /// The number of the first bucket; 0 of none.
  public private(set) var offset: Int
  /// How many values each bucket holds; neither the first nor the last holds none.
  public private(set) var counts: [UInt64]

  /// No buckets.
  init() {
    offset = 0
    counts = []
  }

  /// Buckets from a number on; empty ones at both ends are left out.
  init(offset: Int, counts: [UInt64]) {
    self.init()
    guard let first = counts.firstIndex(where: { $0 > 0 }),
      let last = counts.lastIndex(where: { $0 > 0 })
    else { return }
    self.offset = offset + first
    self.counts = Array(counts[first...last])
  }

  /// The first and the last bucket; nil of none.
  var range: ClosedRange<Int>? {
    counts.isEmpty ? nil : offset...(offset + counts.count - 1)
  }

  /// Counts one value in a bucket.
  mutating func add(_ bucket: Int) {
    cover(bucket...bucket)
    counts[bucket - offset].addSaturating(1)
  }

  /// Counts normal numbers above 0, all of them within a range of buckets.
  mutating func add(
    normal values: [Double], _ range: ClosedRange<Int>, of schema: HistogramSchema
  ) {
    cover(range)
    let offset = offset
    var room = counts.mutableSpan
    schema.forEachBucket(ofNormal: values) { room[$0 - offset].addSaturating(1) }
  }

  /// Adds what another histogram of the same schema counted.
  mutating func add(_ other: HistogramBuckets) {
    guard let range = other.range else { return }
    cover(range)
    for (place, count) in other.counts.enumerated() {
      counts[range.lowerBound - offset + place].addSaturating(count)
    }
  }

  /// Makes one bucket of 2^steps neighbours.
  mutating func coarsen(by steps: Int) {
    guard steps > 0, let range else { return }
    let first = range.lowerBound >> steps
    for bucket in range {
      let count = counts[bucket - offset]
      // What was moved lies behind what will be read, so both can be in one array.
      counts[bucket - offset] = 0
      counts[bucket >> steps - first].addSaturating(count)
    }
    counts.removeLast(counts.count - (range.upperBound >> steps - first + 1))
    offset = first
  }

  /// How many steps coarser the buckets must become so that those of both ranges are at most `limit`.
  static func steps(
    for first: ClosedRange<Int>?, and second: ClosedRange<Int>?, limit: Int
  ) -> Int {
    guard let one = first ?? second else { return 0 }
    let low = min(one.lowerBound, second?.lowerBound ?? one.lowerBound)
    let high = max(one.upperBound, second?.upperBound ?? one.upperBound)
    var steps = 0
    while high >> steps - low >> steps >= limit { steps += 1 }
    return steps
  }

  /// Makes room for a range, without memory where it is within what there is.
  private mutating func cover(_ range: ClosedRange<Int>) {
    if counts.isEmpty { offset = range.lowerBound }
    if range.lowerBound < offset {
      counts.insert(contentsOf: repeatElement(0, count: offset - range.lowerBound), at: 0)
      offset = range.lowerBound
    }
    let missing = range.upperBound - offset + 1 - counts.count
    if missing > 0 { counts.append(contentsOf: repeatElement(0, count: missing)) }
  }
}

extension UInt64 {
  /// Adds, and stays at the greatest number where the sum is beyond it: so a sum that no machine can count to
  /// does not depend on its order either.
  mutating func addSaturating(_ other: UInt64) {
    let (sum, isBeyond) = addingReportingOverflow(other)
    self = isBeyond ? .max : sum
  }
}
