internal import EnergyLedger
internal import Exporters
internal import NodeModel

/// The document `finished/ID.json`; times in nanoseconds since 1970, for the store keeps them so.
extension FinishedJob {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("schema", Self.schema)
      json.member("epoch", record.epoch.description)
      json.member("job_id", record.id)
      json.member("name", record.name)
      json.member("user", record.user)
      json.member("account", record.account)
      json.member("partition", record.partition)
      json.member("tags", texts: record.tags)
      json.member("start_ns", count: record.start)
      json.member("end_ns", count: record.end)
      json.member("tier", String(record.totals.tier.letter))
      json.key("full_uj")
      json.array { json in for amount in record.totals.full { json.unsigned(amount) } }
      json.key("dynamic_uj")
      json.array { json in for amount in record.totals.dynamic { json.unsigned(amount) } }
      json.member("low_uj", count: record.totals.low)
      json.member("high_uj", count: record.totals.high)
      json.member("cpu_ns", count: record.processorTime)
      json.member("read_bytes", count: record.traffic?.read)
      json.member("written_bytes", count: record.traffic?.written)
      if let footprint = record.footprint {
        json.key("footprint")
        json.footprint(footprint)
      }
      if let factors {
        json.member("factors_since", second: factors.start)
        json.key("factors")
        json.value(json: factors.document.utf8.span)
      }
      json.key("rows")
      json.array { json in
        for row in rows { json.row(row) }
      }
    }
  }

  /// Reads the document; what is not as it was written is an error with its place.
  init(reading bytes: [UInt8]) throws(JSONError) {
    var reader = try JSONReader(bytes)
    var words: [String: String] = [:]
    var numbers: [String: UInt64] = [:]
    var tags: [String: String] = [:]
    var totals = OwnerTotals()
    var rows: [EnergyRow] = []
    var footprint: JobFootprint?
    try reader.object { (reader, name) throws(JSONError) in
      switch name {
      case "schema", "epoch", "job_id", "name", "user", "account", "partition", "tier",
        "factors_since":
        words[name] = try reader.string()
      case "start_ns", "end_ns", "cpu_ns", "low_uj", "high_uj", "read_bytes", "written_bytes":
        numbers[name] = UInt64(try reader.count())
      case "factors": words[name] = try reader.json()
      case "footprint": footprint = try JobFootprint(reading: &reader)
      case "tags":
        try reader.object { (reader, tag) throws(JSONError) in tags[tag] = try reader.string() }
      case "full_uj": totals.full = try Self.amounts(&reader)
      case "dynamic_uj": totals.dynamic = try Self.amounts(&reader)
      case "rows":
        rows = try reader.list { (reader) throws(JSONError) in try EnergyRow(reading: &reader) }
      default: try reader.skipValue()
      }
    }
    try reader.end()
    guard words["schema"] == Self.schema else { throw JSONError(at: 0, "no \(Self.schema)") }
    let epoch = try words["epoch"].flatMap { Epoch($0) }.required("epoch", in: 0)
    let id = try words["job_id"].required("job_id", in: 0)
    let start = try numbers["start_ns"].required("start_ns", in: 0)
    let letter = words["tier"]
    totals.tier = try Tier.allCases.first { String($0.letter) == letter }.required("tier", in: 0)
    totals.low = try numbers["low_uj"].required("low_uj", in: 0)
    totals.high = try numbers["high_uj"].required("high_uj", in: 0)
    var record = JobRecord(
      epoch: epoch, id: id, name: words["name"] ?? id, manager: .run, user: words["user"],
      account: words["account"], partition: words["partition"], tags: tags, start: start)
    record.end = try numbers["end_ns"].required("end_ns", in: 0)
    record.state = .ended
    record.totals = totals
    record.footprint = footprint
    record.processorTime = numbers["cpu_ns"]
    if let read = numbers["read_bytes"], let written = numbers["written_bytes"] {
      record.traffic = DiskTraffic(read: read, written: written)
    }
    var factors: StoredFactors?
    if let document = words["factors"] {
      let since = words["factors_since"].flatMap { Timestamp.nanoseconds(of: $0) }
      factors = StoredFactors(
        start: Int64(try since.required("factors_since", in: 0) / 1_000_000_000), document: document
      )
    }
    guard totals.isPlausible else { throw JSONError(at: 0, "no energies of a command") }
    guard id.hasPrefix("run:"),
      rows.allSatisfy({ $0.epoch == epoch && $0.owner == .job(id) })
    else { throw JSONError(at: 0, "not the rows of one command") }
    self.init(record: record, rows: rows, factors: factors)
  }

  private static func amounts(_ reader: inout JSONReader) throws(JSONError) -> [UInt64] {
    let start = reader.position
    let amounts = try reader.list { (reader) throws(JSONError) in UInt64(try reader.count()) }
    guard amounts.count == EnergyComponent.allCases.count else {
      throw JSONError(at: start, "not an amount for each component")
    }
    return amounts
  }
}
