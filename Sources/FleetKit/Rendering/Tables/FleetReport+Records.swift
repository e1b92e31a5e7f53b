internal import NodeModel

extension FleetReport {
  /// Findings, those that matter most first.
  func findingTable(limit: Int = .max) -> ReportTable {
    var table = findingLines.table("Findings", limit: limit)
    let left = findings.count - table.rows.count + omittedFindings
    if left > 0 { table.notes.append("\(Figure.whole(left)) more.") }
    return table
  }

  /// The lines of the table of findings.
  var findingLines: TableLines {
    typealias Column = ReportTable.Column
    func words(_ key: String, _ title: String, isDetail: Bool = false) -> Column {
      Column(key: key, title: title, measure: .text, isDetail: isDetail)
    }
    return TableLines(
      "findings",
      [
        words("severity", "Severity"), words("kind", "Kind"),
        words("origin", "Found by", isDetail: true),
        words("node_id", "Node", isDetail: true), words("target", "Target", isDetail: true),
        words("node", "Node"), words("site", "Site"),
        words("rack", "Rack"), words("subject", "Subject"), words("text", "What"),
        words("advice", "Do"),
        words("confidence", "Confidence"), words("evidence", "Evidence", isDetail: true),
        Column(key: "loss_ratio", title: "Lost capacity", measure: .share, isDetail: true),
        Column(key: "lost_node_hours", title: "Lost node hours", measure: .figure),
        Column(key: "first_seen", title: "Since", measure: .time),
        Column(key: "last_seen", title: "Last seen", measure: .time, isDetail: true),
      ], count: findings.count
    ) { line in
      func time(_ nanoseconds: UInt64?) -> ReportTable.Cell {
        // A node whose reports say no end tells no time.
        nanoseconds.flatMap { $0 > 0 ? .whole(Int128($0 / 1_000_000_000)) : nil } ?? .absent
      }
      let finding = findings[line]
      return [
        .text(finding.severity.rawValue), .text(finding.kind), .text(finding.origin.rawValue),
        .word(finding.node?.description), .word(finding.target),
        finding.target == nil ? .text(finding.label) : .absent, .word(finding.site),
        .word(finding.rack), .text(finding.subject), .text(finding.text), .word(finding.advice),
        .word(finding.confidence),
        .word(finding.evidence.isEmpty ? nil : finding.evidence.joined(separator: "; ")),
        .number(finding.loss), .number(finding.nodeHours), time(finding.firstSeen),
        time(finding.lastSeen),
      ]
    }
  }

  /// Every node; behind those that reported those that did not.
  var nodeLines: TableLines {
    typealias Column = ReportTable.Column
    let places = statistics.places
    let absent = expected?.absent ?? []
    return TableLines(
      "nodes",
      [
        Column(key: "node_id", title: "Id", measure: .text),
        Column(key: "node", title: "Node", measure: .text),
        Column(key: "site", title: "Site", measure: .text),
        Column(key: "rack", title: "Rack", measure: .text),
        Column(key: "status", title: "Status", measure: .text),
        Column(key: "energy_uj", title: "Energy", measure: .energy),
        Column(key: "covered_slots", title: "Slots", measure: .count),
        Column(key: "last_seen", title: "Last seen", measure: .time),
      ], count: places.places.count + absent.count
    ) { line in
      guard line < places.places.count else {
        let one = absent[line - places.places.count]
        return [
          .word(one.id?.description), .text(one.label), .word(one.site), .word(one.rack),
          .text("absent"), .absent, .absent, .absent,
        ]
      }
      let place = places.places[line]
      let rack = places.racks[Int(place.rack)]
      return [
        .text(place.id.description), .text(places.names[line]), .word(rack.site), .word(rack.name),
        .text(statuses[line].word),
        place.coveredSlots > 0 ? .whole(Int128(place.energy)) : .absent,
        .count(place.coveredSlots),
        place.lastSlot > 0 ? .whole(Int128(place.lastSlot) * Int128(HourSlots.seconds)) : .absent,
      ]
    }
  }

  /// The fleet by hours.
  var hourTable: ReportTable {
    typealias Column = ReportTable.Column
    var table = ReportTable(
      "hours", "Hours",
      [
        Column(key: "hour", title: "Hour", measure: .time),
        Column(key: "energy_uj", title: "Energy", measure: .energy),
        Column(key: "nodes", title: "Nodes", measure: .count),
        Column(key: "covered_slots", title: "Slots", measure: .count),
      ])
    for (start, hour) in statistics.hours.hours.sorted(by: { $0.key < $1.key }) {
      table.add([
        .whole(Int128(start)), .whole(hour.energy), .count(hour.nodes), .count(hour.coveredSlots),
      ])
    }
    return table
  }

  /// How good the sources are.
  var tierTable: ReportTable {
    typealias Column = ReportTable.Column
    var table = ReportTable(
      "tiers", "Sources of energy",
      [
        Column(key: "tier", title: "Tier", measure: .text),
        Column(key: "source", title: "Source", measure: .text),
        Column(key: "energy_uj", title: "Energy", measure: .energy),
        Column(key: "share_ratio", title: "Share", measure: .share, hasBar: true),
      ])
    let energy = statistics.balance.energy
    // Shares of what was handed out: a meter that shows less than its components makes none of more than all.
    let handed = statistics.balance.added.energy
    for tier in Tier.allCases where energy.energy(of: tier) != 0 {
      let part = energy.energy(of: tier)
      table.add([
        .text(String(tier.letter)), .text(tier.people), .whole(part),
        handed.full > 0
          ? .real(Double(handed.energy(of: tier)) / Double(handed.full)) : .absent,
      ])
    }
    return table
  }

  /// Where energy flowed.
  var componentTable: ReportTable {
    typealias Column = ReportTable.Column
    var table = ReportTable(
      "components", "Components",
      [
        Column(key: "component", title: "Component", measure: .text),
        Column(key: "energy_uj", title: "Energy", measure: .energy),
        Column(key: "share_ratio", title: "Share", measure: .share, hasBar: true),
      ])
    let whole = statistics.balance.energy.full
    for component in EnergyComponent.allCases {
      let part = statistics.components[Int(component.rawValue)]
      guard part != 0 else { continue }
      table.add([
        .text(component.word), .whole(part),
        whole > 0 ? .real(Double(part) / Double(whole)) : .absent,
      ])
    }
    return table
  }

  /// Documents that were not taken.
  func refusalTable(limit: Int = .max) -> ReportTable {
    typealias Column = ReportTable.Column
    var table = ReportTable(
      "refused", "Refused documents",
      [
        Column(key: "file", title: "File", measure: .text),
        Column(key: "byte", title: "Byte", measure: .count),
        Column(key: "reason", title: "Reason", measure: .text),
      ])
    for refusal in intake.refusals.prefix(limit) {
      table.add([.text(refusal.file), .count(refusal.byte), .text(refusal.reason)])
    }
    let left = intake.refused - table.rows.count
    if left > 0 { table.notes.append("\(Figure.whole(left)) more.") }
    return table
  }

  /// One total, added up along independent ways.
  var conservationTable: ReportTable {
    typealias Column = ReportTable.Column
    var table = ReportTable(
      "conservation", "The same total along every way",
      [
        Column(key: "added_up_by", title: "Added up by", measure: .text),
        Column(key: "energy_uj", title: "Energy", measure: .energy),
        Column(key: "difference_uj", title: "Difference", measure: .energy),
      ])
    for way in conservation.ways {
      table.add([.text(way.name), .whole(way.energy), .whole(way.energy - conservation.energy)])
    }
    return table
  }
}

extension Tier {
  /// What stands behind such a figure, for people.
  var people: String {
    switch self {
    case .wall: "meter at the wall or the power supplies"
    case .components: "counters of the platform or of components"
    case .calibrated: "model calibrated on the node"
    case .table: "table with a published spread"
    case .fallback: "default: nothing is known of the machine"
    }
  }
}
