internal import EnergyLedger
internal import Exporters
internal import NodeModel

/// How a job stands in the table `job`: tags and energies by component as JSON objects.
extension JobRecord {
  /// Columns in the order in which `init(from:)` reads them.
  static let columns = """
    epoch.epoch, job.job_id, job.name, job.manager, job.user, job.account, job.tags,
    job.start_ns, job.end_ns, job.state, job.tier, job.full_uj, job.dynamic_uj,
    job.low_uj, job.high_uj, job.carbon_ug, job.market_carbon_ug, job.embodied_carbon_ug,
    job.cost_millionths, job.currency, job.reserved_core_ms, job.reserved_mebibyte_ms,
    job.partition, job.read_bytes, job.written_bytes, job.folded, job.parts,
    job.cpu_ns
    """

  /// Binds everything, the epoch by its number, from parameter 1 on.
  func bind(to statement: SQLiteStatement, epoch number: Int64) {
    statement.bind(1, number)
    statement.bind(2, id)
    statement.bind(3, name)
    statement.bind(4, manager.rawValue)
    statement.bind(5, user)
    statement.bind(6, account)
    statement.bind(7, tagText)
    statement.bind(8, start)
    if let end { statement.bind(9, end) } else { statement.bind(9, String?.none) }
    statement.bind(10, state.rawValue)
    statement.bind(11, String(totals.tier.letter))
    statement.bind(12, Self.text(totals.full))
    statement.bind(13, Self.text(totals.dynamic))
    statement.bind(14, totals.energy.count)
    statement.bind(15, totals.dynamicEnergy.count)
    statement.bind(16, totals.low)
    statement.bind(17, totals.high)
    let numbers = [
      footprint?.location, footprint?.market, footprint?.embodied, footprint?.cost,
      footprint?.coreMilliseconds, footprint?.memoryMilliseconds, traffic?.read, traffic?.written,
      processorTime,
    ]
    for (place, number) in zip([18, 19, 20, 21, 23, 24, 26, 27, 30] as [Int32], numbers) {
      if let number { statement.bind(place, number) } else { statement.bind(place, String?.none) }
    }
    statement.bind(22, footprint?.currency)
    statement.bind(25, partition)
    statement.bind(28, Int64(isFolded ? 1 : 0))
    statement.bind(29, partText)
  }

  /// Reads `columns`; what cannot be is damaged.
  init(from statement: SQLiteStatement) throws(StateFailure) {
    guard let epoch = statement.text(0).flatMap({ Epoch($0) }), let id = statement.text(1),
      let name = statement.text(2),
      let manager = statement.text(3).flatMap({ JobManager(rawValue: $0) }),
      let tags = statement.text(6),
      let state = statement.text(9).flatMap({ JobRecord.State(rawValue: $0) }),
      let letter = statement.text(10),
      let tier = Tier.allCases.first(where: { String($0.letter) == letter }),
      let full = statement.text(11), let dynamic = statement.text(12)
    else { throw .damaged }
    self.init(
      epoch: epoch, id: id, name: name, manager: manager, user: statement.text(4),
      account: statement.text(5), partition: statement.text(22), start: statement.unsigned(7))
    self.state = state
    end = statement.text(8) == nil ? nil : statement.unsigned(8)
    do throws(JSONError) {
      self.tags = try Self.tags(tags)
      totals.full = try Self.amounts(full)
      totals.dynamic = try Self.amounts(dynamic)
      parts = try statement.text(26).map { (text) throws(JSONError) in try Self.parts(text) }
    } catch {
      throw .damaged
    }
    totals.tier = tier
    totals.low = statement.unsigned(13)
    totals.high = statement.unsigned(14)
    guard totals.isPlausible else { throw .damaged }
    footprint = Self.footprint(statement)
    isFolded = statement.integer(25) != 0
    if statement.text(23) != nil, statement.text(24) != nil {
      traffic = DiskTraffic(read: statement.unsigned(23), written: statement.unsigned(24))
    }
    processorTime = statement.text(27) == nil ? nil : statement.unsigned(27)
  }

  private static func footprint(_ statement: SQLiteStatement) -> JobFootprint? {
    guard statement.text(15) != nil else { return nil }
    func number(_ column: Int32) -> UInt64? {
      statement.text(column) == nil ? nil : statement.unsigned(column)
    }
    return JobFootprint(
      location: statement.unsigned(15), market: statement.unsigned(16), embodied: number(17),
      cost: number(18), currency: statement.text(19), coreMilliseconds: number(20),
      memoryMilliseconds: number(21))
  }

  private var partText: String? {
    guard let parts else { return nil }
    var writer = JSONWriter()
    writer.parts(parts, of: totals.dynamicEnergy.count)
    return String(decoding: writer.text.bytes, as: UTF8.self)
  }

  private static func parts(_ text: String) throws(JSONError) -> JobParts {
    var reader = try JSONReader(Array(text.utf8))
    let parts = try JobParts(reading: &reader)
    try reader.end()
    return parts
  }

  private var tagText: String {
    var writer = JSONWriter()
    writer.object { writer in
      for name in tags.keys.sorted() {
        writer.key(text: name)
        writer.string(tags[name] ?? "")
      }
    }
    return String(decoding: writer.text.bytes, as: UTF8.self)
  }

  private static func tags(_ text: String) throws(JSONError) -> [String: String] {
    var reader = try JSONReader(Array(text.utf8))
    var tags: [String: String] = [:]
    try reader.object { (reader, name) throws(JSONError) in tags[name] = try reader.string() }
    try reader.end()
    return tags
  }

  private static func text(_ amounts: [UInt64]) -> String {
    var parts: [String] = []
    for (component, amount) in zip(EnergyComponent.allCases, amounts) where amount > 0 {
      parts.append("\"\(component.word)\":\(amount)")
    }
    return "{" + parts.joined(separator: ",") + "}"
  }

  private static func amounts(_ text: String) throws(JSONError) -> [UInt64] {
    var reader = try JSONReader(Array(text.utf8))
    var amounts = [UInt64](repeating: 0, count: EnergyComponent.allCases.count)
    try reader.object { (reader, name) throws(JSONError) in
      let amount = UInt64(clamping: try reader.integer())
      guard let place = EnergyComponent.allCases.firstIndex(where: { $0.word == name }) else {
        return
      }
      amounts[place] = amount
    }
    try reader.end()
    return amounts
  }
}
