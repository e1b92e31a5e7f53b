internal import NodeModel

/// The sums of a node's rows. In 128 bits: a year of hours of a big node is above 2^63 µJ.
struct EnergySummary {
  private var jobs: UInt128 = 0
  private var buckets: [UInt128] = Array(repeating: 0, count: Bucket.allCases.count)

  /// Adds the rows that count.
  init(_ join: borrowing NodeJoin, of parts: borrowing NodeParts) {
    // Where each owner's energy goes; nil for jobs.
    let kinds = parts.owners.map { name in
      Bucket.allCases.firstIndex { $0.word.utf8.elementsEqual(name) }
    }
    for place in join.rows {
      let row = parts.rows[place].row
      var sum: UInt128 = 0
      for slot in 0..<HourSlots.count { sum += UInt128(row.full[slot]) }
      if let bucket = kinds[row.owner] { buckets[bucket] += sum } else { jobs += sum }
    }
  }

  /// `{"node_uj":…,"jobs_uj":…,"buckets_uj":{…}}`.
  var json: String {
    var all = jobs
    var texts: [String] = []
    var under: UInt128 = 0
    for (place, bucket) in Bucket.allCases.enumerated() {
      texts.append("\"\(bucket.word)\":\(Self.text(buckets[place]))")
      if bucket == .residualUnder { under = buckets[place] } else { all += buckets[place] }
    }
    // What was handed out beyond the measured energy is more than all only where rows are missing.
    let node = all >= under ? all - under : 0
    return "{\"node_uj\":\(Self.text(node)),\"jobs_uj\":\(Self.text(jobs)),"
      + "\"buckets_uj\":{\(texts.joined(separator: ","))}}"
  }

  /// A number; above what a double holds exactly a string.
  private static func text(_ sum: UInt128) -> String {
    sum < UInt128(JSONWalker.amountLimit) ? "\(sum)" : "\"\(sum)\""
  }
}
