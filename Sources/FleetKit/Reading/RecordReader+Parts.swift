internal import NodeModel

/// The parts of a report that are more than a few numbers.
extension RecordReader {
  /// Reads a row; its owner is a number of the record.
  @inline(__always)
  mutating func row() -> FleetRow {
    let mark = word(width: 1)
    let owner = count()
    if mark & RowMark.isAtSameTime == 0 {
      hour = Int64(bitPattern: number())
      epoch = Epoch(high: word(width: 8), low: word(width: 8))
    }
    let (sequence, revision) = (number(), number())
    var known: UInt16 = 1 << UInt16(HourSlots.count) - 1
    let tiers: UInt64
    if mark & RowMark.hasOneTier != 0 {
      tiers = word(width: 1) &* 0x1111_1111_1111
    } else {
      known = UInt16(truncatingIfNeeded: word(width: 2))
      tiers = word(width: 6)
    }
    let full = slots()
    return FleetRow(
      owner: owner,
      component: EnergyComponent(
        rawValue: UInt8(truncatingIfNeeded: mark >> RowMark.component)) ?? .rest,
      hour: hour, epoch: epoch, sequence: sequence, revision: revision,
      isFinal: mark & RowMark.isFinal != 0, known: known, tiers: tiers, full: full,
      dynamic: mark & RowMark.isActive != 0 ? full : slots(), low: number(), high: number())
  }

  /// Reads a digest.
  mutating func digest() -> NodeID { NodeID((number(), number(), number(), number())) }

  /// Reads what a document is that begins at a place.
  mutating func outline(from start: Int) -> ReportOutline {
    var outline = ReportOutline()
    outline.start = time(from: start)
    outline.end = time(from: start)
    let members = count()
    outline.members.reserveCapacity(members)
    for _ in 0..<members {
      outline.members.append(
        .init(
          name: octets(), value: range(from: start), end: time(from: start)))
    }
    outline.facts = facts()
    outline.lacks = NodeLacks(rawValue: UInt8(truncatingIfNeeded: number()))
    for _ in 0..<count() {
      outline.findings.append(
        Finding(
          Finding.Severity(rawValue: text()) ?? .warning, kind: text(), subject: text(),
          text: text(), advice: optionalText()))
    }
    if number() == 1 {
      outline.heat = NodeHeat(
        sensor: text(), most: double(), mean: double(),
        inlet: optional().map { Double(bitPattern: $0) })
    }
    return outline
  }

  private mutating func time(from start: Int) -> ReportOutline.Time? {
    guard let nanoseconds = optional() else { return nil }
    return ReportOutline.Time(nanoseconds: nanoseconds, range: range(from: start))
  }

  private mutating func facts() -> NodeFacts {
    var facts = NodeFacts()
    facts.hostname = optionalText()
    facts.site = optionalText()
    facts.zone = optionalText()
    facts.rack = optionalText()
    facts.vendor = optionalText()
    facts.product = optionalText()
    facts.processor = optionalText()
    facts.agent = optionalText()
    facts.packages = optional().map { Int($0) }
    facts.cores = optional().map { Int($0) }
    facts.threads = optional().map { Int($0) }
    facts.memoryBytes = optional()
    let domains = text()
    if !domains.isEmpty { facts.idle = .init(watts: double(), domains: domains) }
    for _ in 0..<count() { facts.accelerators.append(.init(model: text(), count: count())) }
    facts.fingerprint = pairs()
    return facts
  }
}
