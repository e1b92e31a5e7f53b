internal import NodeModel

extension MergedNode {
  /// What `join` has chosen of `parts`.
  init(_ id: NodeID, _ join: borrowing NodeJoin, of parts: borrowing NodeParts) {
    self.init(
      id: id, start: join.start?.nanoseconds ?? 0,
      end: join.end?.nanoseconds ?? 0, facts: Self.facts(join, of: parts))
    if let choice = join.newest[.findings] { findings = parts.reports[choice.report].findings }
    if let choice = join.newest[.lacks] { lacks = parts.reports[choice.report].lacks }
    if let choice = join.newest[.sensors] { heat = parts.reports[choice.report].heat }
    factors = join.factors.map { parts.factors[$0].factors }
    owners = join.owners.map { Owner(String(decoding: $0, as: UTF8.self)) }
    rows.reserveCapacity(join.rows.count)
    for place in join.rows {
      var row = parts.rows[place].row
      row.owner = join.ranks[row.owner]
      rows.append(row)
    }
    jobs = join.jobs.map { parts.jobs[$0].job }
    benchmarks.reserveCapacity(parts.benchmarks.count)
    for places in join.benchmarks {
      for place in places { benchmarks.append(parts.benchmarks[place].benchmark) }
    }
    if join.benchmarks.count > 1 { benchmarks.sort(by: Self.precedes) }
    conflicts = join.conflicts.map { conflict in
      let row = parts.rows[conflict.row].row
      return Conflict(
        owner: String(decoding: parts.owners[row.owner], as: UTF8.self), component: row.component,
        hour: row.hour, epoch: row.epoch, revision: row.revision,
        digests: conflict.digests.map(\.description))
    }
    holes = Self.holes(rows)
  }

  /// The members may come from several reports.
  private static func facts(
    _ join: borrowing NodeJoin, of parts: borrowing NodeParts
  ) -> NodeFacts {
    let places = [ReportMember.hardware, .node, .site].map { join.newest[$0]?.report }
    if let only = places[0], places.allSatisfy({ $0 == only }) { return parts.reports[only].facts }
    var facts = NodeFacts()
    if let hardware = join.newest[.hardware] { facts = parts.reports[hardware.report].facts }
    let node = join.newest[.node].map { parts.reports[$0.report].facts } ?? NodeFacts()
    let site = join.newest[.site].map { parts.reports[$0.report].facts } ?? NodeFacts()
    facts.hostname = node.hostname
    facts.vendor = node.vendor
    facts.product = node.product
    facts.agent = node.agent
    facts.site = site.site
    facts.zone = site.zone
    facts.rack = site.rack
    return facts
  }

  private static func precedes(_ left: NodeBenchmark, _ right: NodeBenchmark) -> Bool {
    let words = zip(
      [left.suite, left.name, left.parameters], [right.suite, right.name, right.parameters])
    for (a, b) in words where !a.utf8.elementsEqual(b.utf8) {
      return a.utf8.lexicographicallyPrecedes(b.utf8)
    }
    return false
  }

  /// Whether a few rows of one epoch have all numbers from the first to the last: most nodes' are so.
  private static func haveNoHoles(_ rows: [FleetRow]) -> Bool {
    guard let epoch = rows.first?.epoch, rows.count < UInt64.bitWidth else { return rows.isEmpty }
    var (least, seen) = (UInt64.max, UInt64(0))
    for place in rows.indices { least = min(least, rows[place].sequence) }
    for place in rows.indices {
      let distance = rows[place].sequence - least
      guard rows[place].epoch == epoch, distance < UInt64(rows.count) else { return false }
      seen |= 1 << distance
    }
    return seen == 1 << UInt64(rows.count) - 1
  }

  /// The numbers between the first and the last row of an epoch that no row has.
  private static func holes(_ rows: [FleetRow]) -> [Hole] {
    if haveNoHoles(rows) { return [] }
    var sequences: [Epoch: [UInt64]] = [:]
    for row in rows { sequences[row.epoch, default: []].append(row.sequence) }
    var holes: [Hole] = []
    for (epoch, numbers) in sequences {
      let sorted = numbers.sorted()
      for (before, after) in zip(sorted, sorted.dropFirst()) where after > before + 1 {
        holes.append(Hole(epoch: epoch, sequences: before + 1...after - 1))
      }
    }
    return holes.sorted {
      ($0.epoch.high, $0.epoch.low, $0.sequences.lowerBound)
        < ($1.epoch.high, $1.epoch.low, $1.sequences.lowerBound)
    }
  }
}
