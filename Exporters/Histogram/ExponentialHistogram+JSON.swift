public import NodeModel

extension ExponentialHistogram {
  /// Writes the histogram as `docs/schema/histogram.json` has it; `ExponentialHistogram(reading:)` reads it back,
  /// its sum to the nearest double.
  public func write(into json: inout JSONWriter) {
    json.object { json in
      json.member("schema", count: schema.number)
      json.member("count", count: count)
      if let least, let greatest {
        // A sum beyond all doubles is the greatest one: JSON has no infinity.
        let limit = Double.greatestFiniteMagnitude
        json.member("sum", min(max(sum.value, -limit), limit))
        json.member("min", least)
        json.member("max", greatest)
      }
      json.member("zero", count: zeroCount)
      if refusedCount > 0 { json.member("refused", count: refusedCount) }
      json.member("positive", positive)
      json.member("negative", negative)
    }
  }
}

extension JSONWriter {
  /// Writes the buckets of one sign, and nothing of none.
  fileprivate mutating func member(_ name: StaticString, _ buckets: HistogramBuckets) {
    guard !buckets.counts.isEmpty else { return }
    key(name)
    object { json in
      json.member("offset", count: buckets.offset)
      json.key("counts")
      json.array { json in
        for count in buckets.counts { json.unsigned(count) }
      }
    }
  }
}
