internal import Exporters
internal import NodeModel

/// The sums of a node's rows, as docs/schema/report.json has them. In 128 bits: years of a big node are above 2^64 µJ.
struct EnergySummary {
  private var jobs: Int128 = 0
  private var buckets: [Int128] = Array(repeating: 0, count: Bucket.allCases.count)
  private var low: Int128 = 0
  private var high: Int128 = 0
  private var tiers: [Int128] = Array(repeating: 0, count: Tier.allCases.count)
  private var coveredSeconds: UInt64 = 0

  /// Adds the rows that count; they are ordered by hour.
  init(_ join: borrowing NodeJoin, of parts: borrowing NodeParts) {
    // Where each owner's energy goes; nil for jobs.
    let kinds = parts.owners.map { name in
      Bucket.allCases.firstIndex { $0.word.utf8.elementsEqual(name) }
    }
    let first = join.start.map { Int64($0.nanoseconds / 1_000_000_000) } ?? .min
    let end = join.end.map { Int64($0.nanoseconds / 1_000_000_000) } ?? .max
    let reports = first..<max(first, end)
    var hour = CoveredHour(start: 0, known: 0, reports: reports)
    for place in join.rows {
      let row = parts.rows[place].row
      add(row, kinds[row.owner].map { Bucket.allCases[$0] })
      if row.hour != hour.start {
        coveredSeconds += hour.milliseconds / 1000
        hour = CoveredHour(start: row.hour, known: 0, reports: reports)
      }
      hour.known |= row.known
    }
    coveredSeconds += hour.milliseconds / 1000
  }

  private mutating func add(_ row: FleetRow, _ bucket: Bucket?) {
    // What was handed out beyond the measured energy.
    let sign: Int128 = bucket == .residualUnder ? -1 : 1
    var sum: Int128 = 0
    for slot in 0..<HourSlots.count {
      let amount = Int128(row.full[slot])
      sum += amount
      if let tier = row.tier(of: slot) { tiers[Int(tier.rawValue)] += sign * amount }
    }
    if let bucket { buckets[Int(bucket.rawValue)] += sum } else { jobs += sum }
    low += sign * Int128(row.low)
    high += sign * Int128(row.high)
  }

  /// Writes `{"node_uj":…,"jobs_uj":…,"buckets_uj":{…},"low_uj":…,"high_uj":…,"tiers_uj":{…},"covered_seconds":…}`, the
  /// most only where anybody knows it.
  func write(isOpenUpwards: Bool, to json: inout JSONWriter) {
    let node = jobs + buckets.reduce(0, +) - 2 * buckets[Int(Bucket.residualUnder.rawValue)]
    json.beginObject()
    Self.add("node_uj", node, to: &json)
    Self.add("jobs_uj", jobs, to: &json)
    json.key("buckets_uj")
    json.beginObject()
    for bucket in Bucket.allCases {
      Self.add(bucket.word, buckets[Int(bucket.rawValue)], to: &json)
    }
    json.endObject()
    Self.add("low_uj", low, to: &json)
    if !isOpenUpwards { Self.add("high_uj", high, to: &json) }
    json.key("tiers_uj")
    json.beginObject()
    for tier in Tier.allCases {
      Self.add(String(tier.letter), tiers[Int(tier.rawValue)], to: &json)
    }
    json.endObject()
    json.member("covered_seconds", count: coveredSeconds)
    json.endObject()
  }

  /// Below 0 only where rows are missing that belong to those that are there.
  private static func add(_ name: String, _ sum: Int128, to json: inout JSONWriter) {
    json.key(text: name)
    if let narrow = UInt64(exactly: max(0, sum)) {
      json.unsigned(narrow)
    } else {
      let digits = "\(sum)"
      json.value(json: digits.utf8.span)
    }
  }
}
