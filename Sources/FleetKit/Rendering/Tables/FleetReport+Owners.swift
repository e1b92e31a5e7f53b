internal import NodeModel

extension FleetReport {
  /// One line of a table of owners.
  struct OwnerLine {
    let kind: String
    let name: String
    var balance: Balance
    var processorSeconds: Double?
    var parts: Int?
    var bucket: Bucket?
  }

  /// Owners by one property, buckets as lines of their own: together they are the fleet.
  func ownerTable(_ owners: OwnerTable, limit: Int = .max) -> ReportTable {
    let lines = ownerLines(owners, limit: limit)
    let figures = LineFigures(lines.map(\.balance))
    let reserved = ReservedFigures(lines.map(\.balance), in: statistics)
    let fleet = Double(statistics.balance.energy.full)
    typealias Column = ReportTable.Column
    var table = ReportTable(
      owners.property + "s", Self.titles[owners.property] ?? owners.property,
      [
        Column(key: "kind", title: "Kind", measure: .text, isDetail: true),
        Column(
          key: owners.property,
          title: owners.property.prefix(1).uppercased() + owners.property.dropFirst(),
          measure: .text),
        Column(key: "share_ratio", title: "Share", measure: .share, hasBar: true),
      ] + figures.columns + [
        Column(key: "doubted_ratio", title: "In doubt", measure: .share),
        Column(key: "cpu_seconds", title: "CPU time", measure: .processorTime),
      ] + reserved.columns + [
        Column(key: "job_parts", title: "Jobs × nodes", measure: .count, isDetail: true)
      ])
    let named = Set(lines.filter { $0.kind == "value" }.map(\.name))
    for (place, line) in lines.enumerated() {
      let energy = Double(line.balance.energy.full)
      table.add(
        [
          .text(line.kind), .text(line.name), fleet > 0 ? .real(energy / fleet) : .absent,
        ] + figures.cells(place) + [
          .number(doubt?.share(of: line, by: owners.property, beside: named)),
          .number(line.processorSeconds),
        ] + reserved.cells(place, isBucket: line.kind == "bucket") + [
          line.parts.map { .count($0) } ?? .absent
        ], quiet: line.kind != "value")
    }
    table.total =
      [.absent, .text("Fleet"), fleet > 0 ? .real(1) : .absent]
      + figures.total(statistics.balance, isKnown: statistics.coveredSlots > 0)
      + [.number(doubt?.share), .number(Self.processorSeconds(of: lines))]
      + reserved.total(
        ofJobs: lines.reduce(0) {
          $1.kind == "bucket" ? $0 : $0 + $1.balance.added.reservations.coreMilliseconds
        }) + [.absent]
    if let note = statistics.reservationNote { table.notes.append(note) }
    if owners.property == "team", let words = unnamedJobWords { table.notes.append(words) }
    return table
  }

  /// Values by energy, then what is left, what is untagged, and the buckets.
  func ownerLines(_ owners: OwnerTable, limit: Int) -> [OwnerLine] {
    let named = owners.lines.compactMap { name, line in name.map { ($0, line) } }.sorted {
      ($1.1.tally.energy.full, $0.0) < ($0.1.tally.energy.full, $1.0)
    }
    var lines = named.prefix(limit).map {
      OwnerLine(
        kind: "value", name: $0, balance: Balance($1.tally), processorSeconds: $1.processorSeconds,
        parts: $1.parts)
    }
    if named.count > limit {
      let rest = named.dropFirst(limit)
      lines.append(
        rest.reduce(
          into: OwnerLine(
            kind: "rest", name: "\(Figure.whole(rest.count)) more", balance: Balance(), parts: 0)
        ) {
          $0.balance += Balance($1.1.tally)
          $0.processorSeconds =
            $0.parts == 0
            ? $1.1.processorSeconds : $0.processorSeconds.adding($1.1.processorSeconds)
          $0.parts = ($0.parts ?? 0) + $1.1.parts
        })
    }
    if let untagged = owners.lines[nil] {
      lines.append(
        OwnerLine(
          kind: "untagged", name: "untagged", balance: Balance(untagged.tally),
          processorSeconds: untagged.processorSeconds, parts: untagged.parts))
    }
    return lines + bucketLines
  }

  /// CPU time of all jobs; nil where some do not say it, or there are none.
  private static func processorSeconds(of lines: [OwnerLine]) -> Double? {
    let owners = lines.filter { $0.kind != "bucket" }
    return owners.dropFirst().reduce(owners.first?.processorSeconds) {
      $0.adding($1.processorSeconds)
    }
  }

  /// Energy that no job caused.
  private var bucketLines: [OwnerLine] {
    [Bucket.unallocated, .system, .gap, .residualOver, .residualUnder].compactMap { bucket in
      let tally = statistics.buckets[Int(bucket.rawValue)]
      let isReserved = statistics.reservingJobParts > 0 && tally.reservations != ReservationTally()
      guard tally.energy.full != 0 || isReserved else { return nil }
      let isUnder = bucket == .residualUnder
      return OwnerLine(
        kind: "bucket", name: bucket == .unallocated ? "idle" : bucket.word,
        balance: isUnder ? Balance(withdrawn: tally) : Balance(tally), bucket: bucket)
    }
  }

  private static let titles = [
    "team": "Teams", "project": "Projects", "user": "Users", "account": "Accounts",
  ]
}
