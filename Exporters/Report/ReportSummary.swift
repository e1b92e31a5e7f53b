public import NodeModel

/// The sums of a report's rows.
///
/// As for rows, jobs + buckets without `residual_under` − `residual_under` = node; bounds and tiers are formed in the
/// same way, so that the tiers are the node, too.
public struct ReportSummary: Sendable {
  private var jobs: Int128 = 0
  private var buckets: [Int128] = Bucket.allCases.map { _ in 0 }
  private var low: Int128 = 0
  private var high: Int128 = 0
  private var tiers: [Int128] = Tier.allCases.map { _ in 0 }
  /// For each hour, in seconds since 1970, a bit for each slot in which an agent ran.
  private var covered: [Int64: UInt16] = [:]

  /// No row yet.
  public init() {}

  /// Counts a row.
  public mutating func add(_ row: EnergyRow) {
    var sign: Int128 = 1
    switch row.owner {
    case .job: jobs += total(of: row)
    case .bucket(let bucket):
      buckets[Int(bucket.rawValue)] += total(of: row)
      if bucket == .residualUnder { sign = -1 }
    }
    low += sign * Int128(row.low.count)
    high += sign * Int128(row.high.count)
    for slot in 0..<HourSlots.count where row.known >> UInt16(slot) & 1 == 1 {
      tiers[Int(row.tiers[slot].rawValue)] += sign * Int128(row.full[slot])
    }
    covered[row.hour, default: 0] |= row.known
  }

  private func total(of row: EnergyRow) -> Int128 {
    var sum: Int128 = 0
    for slot in 0..<HourSlots.count { sum += Int128(row.full[slot]) }
    return sum
  }

  private var node: Int128 {
    jobs + buckets.reduce(0, +) - 2 * buckets[Int(Bucket.residualUnder.rawValue)]
  }

  /// Seconds of slots in which an agent ran; of the slots that run at `start` and `end`, in nanoseconds since 1970,
  /// what lies between them.
  private func coveredSeconds(from first: UInt64, until end: UInt64) -> Int64 {
    let first = Int64(clamping: first / 1_000_000_000)
    let end = Int64(clamping: end / 1_000_000_000)
    var seconds: Int64 = 0
    for (hour, known) in covered {
      for slot in 0..<HourSlots.count where known >> UInt16(slot) & 1 == 1 {
        let start = hour + Int64(slot) * HourSlots.seconds
        let seen = first < start + HourSlots.seconds ? max(start, first) : start
        seconds += max(0, min(start + HourSlots.seconds, end) - seen)
      }
    }
    return seconds
  }

  /// - Parameter isBounded: whether the node's figure has all of it, but for the bounds of its sources; else nobody
  ///   knows the most that it may have had.
  func write(from start: UInt64, until end: UInt64, isBounded: Bool, to json: inout JSONWriter) {
    json.key("summary")
    json.object { json in
      json.member("node_uj", sum: node)
      json.member("jobs_uj", sum: jobs)
      json.key("buckets_uj")
      json.object { json in
        for bucket in Bucket.allCases {
          json.key(text: bucket.word)
          json.sum(buckets[Int(bucket.rawValue)])
        }
      }
      json.member("low_uj", sum: low)
      if isBounded { json.member("high_uj", sum: high) }
      json.key("tiers_uj")
      json.object { json in
        for tier in Tier.allCases {
          json.key(text: String(tier.letter))
          json.sum(tiers[Int(tier.rawValue)])
        }
      }
      json.member("covered_seconds", count: coveredSeconds(from: start, until: end))
    }
  }
}

extension JSONWriter {
  /// Microjoules; from 2^53 on, which a double does not hold exactly, as a string. Below 0, and then written as 0,
  /// only where rows were lost that belong to those that are there.
  fileprivate mutating func sum(_ sum: Int128) {
    if sum < 1 << 53 { unsigned(UInt64(clamping: sum)) } else { string(sum.description) }
  }

  fileprivate mutating func member(_ name: StaticString, sum: Int128) {
    key(name)
    self.sum(sum)
  }
}
