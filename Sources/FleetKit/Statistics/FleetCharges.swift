internal import Footprint
internal import NodeModel

/// What each job and bucket used and kept from others on each day at each site: a fold over merged nodes, for charges.
///
/// Memory grows with jobs × days × sites, so it is counted only where charges are asked for.
public struct FleetCharges: Sendable {
  /// What is charged together.
  struct Key: Hashable {
    /// The beginning of the day, in seconds since 1970.
    let day: Int64
    let site: String?
    /// The job's id or the bucket's word.
    let owner: String
    /// Nil for jobs.
    let bucket: Bucket?
    /// In what it is counted; nil of energy without factors.
    let kind: FactorKind?

    /// Nil where a kilowatt hour has no price.
    var currency: Currency? { kind?.currency }

    /// −1 for what was handed out too much.
    var sign: Int128 { bucket == .residualUnder ? -1 : 1 }
  }
  /// What somebody had of one kind on one day.
  struct Line {
    let key: Key
    /// What its nodes say of the job together.
    fileprivate(set) var facts: FleetJob?
    var tally = Tally()
    /// Its share of the nodes' making, in micrograms, so rounded that all lines add up; nil where nobody knows any.
    var embodied: Int128?
    /// Whether there are rows of it, and not only what was reserved.
    fileprivate var hasRows = false
  }

  private var charges: [Key: Line] = [:]
  /// What is said of jobs that have lines.
  private var jobs: [String: FleetJob] = [:]
  /// Whether any job says what it had reserved.
  private(set) var isTold = false

  /// Nothing is charged.
  public init() {}

  /// Counts a node. Nodes come in the order of their ids, each once.
  public mutating func count(_ node: MergedNode) {
    let factors = NodeFactors(node.factors)
    var charged: Set<String> = []
    let site = node.facts.site?.isEmpty == true ? nil : node.facts.site
    for row in node.rows where node.owners.indices.contains(row.owner) {
      let owner = node.owners[row.owner]
      var bucket: Bucket?
      if case .bucket(let one) = owner { bucket = one } else { charged.insert(owner.name) }
      let day = row.hour - row.hour % 86_400
      for part in factors.parts(of: row) {
        let key = Key(day: day, site: site, owner: owner.name, bucket: bucket, kind: part.kind)
        charges[key, default: Line(key: key)].count(part.row, by: factors)
      }
    }
    let reservations = NodeReservations(node, covered: node.coveredHours, factors)
    isTold = isTold || reservations.isTold
    for share in reservations.shares {
      let id = share.job.map { node.jobs[$0].id }
      if let id { charged.insert(id) }
      let key = Key(
        day: share.day, site: site, owner: id ?? Bucket.unallocated.word,
        bucket: id == nil ? .unallocated : nil,
        kind: share.factors.flatMap { factors[$0].countedKind })
      share.add(
        to: &charges[key, default: Line(key: key)].tally.reservations, by: factors,
        isTold: reservations.isTold)
    }
    for job in node.jobs where charged.contains(job.id) {
      jobs[job.id] = jobs[job.id]?.joined(with: job) ?? job
    }
  }

  /// By day, site, and energy.
  var lines: [Line] {
    // What is made of reservations is told only where some job says any.
    var lines = charges.values.filter { isTold || $0.hasRows }
    lines.sort {
      let (left, right) = ($0.key, $1.key)
      if left.day != right.day { return left.day < right.day }
      if left.site != right.site { return (left.site ?? "~") < (right.site ?? "~") }
      let (first, second) = ($0.tally.energy.full, $1.tally.energy.full)
      if first != second { return first > second }
      if left.owner != right.owner { return left.owner < right.owner }
      guard let one = left.kind, let other = right.kind else { return left.kind != nil }
      return one < other
    }
    for place in lines.indices where lines[place].key.bucket == nil {
      lines[place].facts = jobs[lines[place].key.owner]
    }
    guard isTold else { return lines }
    let amounts = Apportionment.millionths(
      lines.map { $0.tally.reservations.embodied ?? .zero })
    for (place, amount) in amounts.enumerated()
    where lines[place].tally.reservations.embodied != nil {
      lines[place].embodied = Int128(clamping: amount)
    }
    return lines
  }
}

extension FleetCharges.Line {
  fileprivate mutating func count(_ row: FleetRow, by factors: NodeFactors) {
    tally.add(row, by: factors)
    hasRows = true
  }
}

extension NodeFactors {
  /// A row, or its slots apart where they count in several kinds.
  fileprivate func parts(of row: FleetRow) -> [(kind: FactorKind?, row: FleetRow)] {
    if let only = only(in: row.hour) { return [(only.countedKind, row)] }
    var parts: [(kind: FactorKind?, row: FleetRow)] = []
    for slot in 0..<HourSlots.count where row.known >> UInt16(slot) & 1 == 1 {
      let kind = entry(at: row.hour + Int64(slot) * HourSlots.seconds)?.countedKind
      if let place = parts.firstIndex(where: { $0.kind == kind }) {
        parts[place].row.take(slot, of: row)
      } else {
        var part = row
        part.full = HourSlots()
        part.dynamic = HourSlots()
        part.take(slot, of: row)
        parts.append((kind, part))
      }
    }
    return parts.map { ($0.kind, $0.row.withBounds(of: row)) }
  }
}

extension FleetRow {
  fileprivate mutating func take(_ slot: Int, of row: FleetRow) {
    full[slot] = row.full[slot]
    dynamic[slot] = row.dynamic[slot]
  }

  /// The same share of the bounds as of the energy.
  fileprivate func withBounds(of row: FleetRow) -> FleetRow {
    let (part, whole) = (UInt128(full.total), UInt128(max(row.full.total, 1)))
    var row = self
    row.low = UInt64(clamping: UInt128(low) * part / whole)
    row.high = UInt64(clamping: (UInt128(high) * part + whole - 1) / whole)
    return row
  }
}
