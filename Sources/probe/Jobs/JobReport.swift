import Agent
import NodeModel

/// A job as it is listed: from the agent that still shows it, or from the store.
struct JobReport {
  let id: String
  let name: String
  let manager: String
  let user: String?
  let account: String?
  let partition: String?
  var tags: [String: String]
  let state: JobRecord.State
  /// When it was first seen, in nanoseconds since 1970.
  let start: UInt64
  /// When it ended, in nanoseconds since 1970.
  let end: UInt64?
  /// What it had, in microjoules; nil where it is counted together with others.
  let totals: JobTotals?
  /// Its power now.
  var watts: Double?
  /// CPU time since it was found, in seconds; nil where nobody counted all of it.
  var processorSeconds: Double?
  /// By the grid's average.
  var carbonGrams: Double?
  /// By contracts.
  var marketCarbonGrams: Double?
  /// Of the node's making.
  var embodiedCarbonGrams: Double?
  var cost: Double?
  var currency: String?
  /// Cores × milliseconds that it kept from others; nil where nobody knows, and while an agent still shows it.
  var reservedCores: UInt64?
  /// The same of memory, in mebibytes × milliseconds.
  var reservedMemory: UInt64?
  /// Bytes that it read from disks and wrote to them; nil where nobody counted them.
  var traffic: DiskTraffic?
  /// Its steps or containers, where they were asked for; nil where none was seen.
  var parts: JobParts?
  /// The life of the counters; nil where it is that of the agent that runs.
  var epoch: Epoch?

  /// Whether both are the same life of the same job; the agent's times are whole milliseconds.
  func isSame(as other: JobReport) -> Bool {
    id == other.id && start / 1_000_000 == other.start / 1_000_000
  }

  /// Whether it is one of those that are asked for.
  func isSelected(by filter: JobFilter) -> Bool {
    if let since = filter.since, let end, end < since { return false }
    if let until = filter.until, start >= until { return false }
    if let wanted = filter.id, id != wanted { return false }
    if let pattern = filter.name, !name.matches(glob: pattern) { return false }
    if let wanted = filter.user, user != wanted { return false }
    if let wanted = filter.account, account != wanted { return false }
    if let wanted = filter.partition, partition != wanted { return false }
    if let wanted = filter.manager, manager != wanted.rawValue { return false }
    guard
      filter.tags.allSatisfy({ wanted in
        tags.contains { ($0.key + "=" + $0.value).matches(glob: wanted) }
      })
    else { return false }
    return filter.state.map { $0 == state } ?? true
  }
}

extension JobReport {
  /// As the store has it.
  init(_ record: JobRecord) {
    id = record.id
    name = record.name
    manager = record.manager.rawValue
    user = record.user
    account = record.account
    partition = record.partition
    tags = record.tags
    state = record.state
    start = record.start
    end = record.end
    totals = record.isCounted ? JobTotals(record.totals) : nil
    epoch = record.epoch
    // To the millisecond, as in reports.
    processorSeconds = record.processorTime.map { Double($0 / 1_000_000) / 1e3 }
    func units(_ millionths: UInt64?) -> Double? { millionths.map { Double($0) / 1e6 } }
    carbonGrams = units(record.footprint?.location)
    marketCarbonGrams = units(record.footprint?.market)
    embodiedCarbonGrams = units(record.footprint?.embodied)
    cost = units(record.footprint?.cost)
    currency = cost == nil ? nil : record.footprint?.currency
    reservedCores = record.footprint?.coreMilliseconds
    reservedMemory = record.footprint?.memoryMilliseconds
    traffic = record.traffic
    parts = record.parts
  }
}

extension String {
  /// Whether a pattern fits, in which `*` stands for anything and `?` for one character.
  func matches(glob pattern: String) -> Bool {
    let (text, pattern) = (Array(self), Array(pattern))
    var (place, sign) = (0, 0)
    // Where to go on when what follows the last star does not fit.
    var star: (sign: Int, place: Int)?
    while place < text.count {
      if sign < pattern.count, pattern[sign] == "*" {
        star = (sign, place)
        sign += 1
      } else if sign < pattern.count, pattern[sign] == "?" || pattern[sign] == text[place] {
        place += 1
        sign += 1
      } else if let last = star {
        star = (last.sign, last.place + 1)
        (place, sign) = (last.place + 1, last.sign + 1)
      } else {
        return false
      }
    }
    return pattern[sign...].allSatisfy { $0 == "*" }
  }
}
