internal import Footprint

/// The lines of charges by day, site and energy, each read when it is looked at.
struct ChargeLines: RandomAccessCollection {
  let charges: FleetCharges
  /// Numbers in `charges`.
  private let order: [Int32]
  private var embodied = LineRounding<Embodied>()

  init(_ charges: FleetCharges) {
    self.charges = charges
    order = Self.order(of: charges)
    guard charges.isTold else { return }
    for line in order.indices {
      let amount = charges.line(Int(order[line])).tally.reservations.embodied
      if let amount { embodied.add(amount, of: line) }
    }
    embodied.settle()
  }

  var startIndex: Int { 0 }
  var endIndex: Int { order.count }

  subscript(place: Int) -> FleetCharges.Line {
    var line = charges.line(Int(order[place]))
    if line.key.bucket == nil { line.facts = charges.job(line.key.owner) }
    if charges.isTold, let amount = line.tally.reservations.embodied {
      line.embodied = embodied.millionths(of: amount, in: place)
    }
    return line
  }

  private static func order(of charges: FleetCharges) -> [Int32] {
    struct Head {
      let day: Int64
      let energy: Int128
      /// Its rank among the sites.
      let site: Int32
      let number: Int32
    }
    var sites: Set<String?> = []
    for number in 0..<charges.count { sites.insert(charges.head(number).key.site) }
    let sorted = sites.sorted { ($0 ?? "~", $0 == nil ? 0 : 1) < ($1 ?? "~", $1 == nil ? 0 : 1) }
    let ranks = Dictionary(
      sorted.enumerated().map { ($1, Int32($0)) }, uniquingKeysWith: { one, _ in one })
    var heads: [Head] = []
    heads.reserveCapacity(charges.count)
    for number in 0..<charges.count {
      let (key, energy, hasRows) = charges.head(number)
      // What is made of reservations is told only where some job says any.
      guard charges.isTold || hasRows else { continue }
      heads.append(
        Head(day: key.day, energy: energy, site: ranks[key.site] ?? 0, number: Int32(number)))
    }
    heads.sort { left, right in
      if left.day != right.day { return left.day < right.day }
      if left.site != right.site { return left.site < right.site }
      if left.energy != right.energy { return left.energy > right.energy }
      let (first, second) = (
        charges.head(Int(left.number)).key, charges.head(Int(right.number)).key
      )
      if first.name != second.name { return first.name < second.name }
      if first.bucket != second.bucket { return first.bucket == nil }
      guard let one = first.kind, let other = second.kind else {
        return first.kind != nil && second.kind == nil
      }
      return one < other
    }
    return heads.map(\.number)
  }
}
