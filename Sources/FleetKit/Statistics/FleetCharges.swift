internal import Footprint
internal import NodeModel

/// What each job and bucket used on each day at each site: a fold over merged nodes, for charges.
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
  /// One row of charges.
  struct Line {
    let key: Key
    var facts: FleetJob?
    var tally = Tally()
  }

  private var charges: [Key: Line] = [:]

  /// Nothing is charged.
  public init() {}

  /// Counts a node. Nodes come in the order of their ids, each once.
  public mutating func count(_ node: MergedNode) {
    let factors = NodeFactors(node.factors)
    let facts = Dictionary(node.jobs.map { ($0.id, $0) }, uniquingKeysWith: { _, last in last })
    let site = node.facts.site?.isEmpty == true ? nil : node.facts.site
    for row in node.rows where node.owners.indices.contains(row.owner) {
      let owner = node.owners[row.owner]
      var bucket: Bucket?
      if case .bucket(let one) = owner { bucket = one }
      let day = row.hour - row.hour % 86_400
      for part in factors.parts(of: row) {
        let key = Key(day: day, site: site, owner: owner.name, bucket: bucket, kind: part.kind)
        charges[key, default: Line(key: key, facts: facts[owner.name])].tally
          .add(part.row, by: factors)
      }
    }
  }

  /// By day, site, and energy.
  var lines: [Line] {
    charges.values.sorted {
      let (left, right) = ($0.key, $1.key)
      if left.day != right.day { return left.day < right.day }
      if left.site != right.site { return (left.site ?? "~") < (right.site ?? "~") }
      let (first, second) = ($0.tally.energy.full, $1.tally.energy.full)
      if first != second { return first > second }
      if left.owner != right.owner { return left.owner < right.owner }
      guard let one = left.kind, let other = right.kind else { return left.kind != nil }
      return one < other
    }
  }

  /// Money of each line in millionths, so rounded that lines of one currency and sign add up.
  func costs(_ lines: [Line]) -> [Int128] {
    var costs = [Int128](repeating: 0, count: lines.count)
    for currency in Set(lines.compactMap(\.key.currency)) {
      for sign in [Int128(1), -1] {
        let places = lines.indices.filter {
          lines[$0].key.currency == currency && lines[$0].key.sign == sign
        }
        let amounts = Apportionment.millionths(
          places.map { lines[$0].tally.footprint.cost(currency) })
        for (place, amount) in zip(places, amounts) {
          costs[place] = Int128(clamping: amount) * sign
        }
      }
    }
    return costs
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
