internal import Footprint
internal import NodeModel

/// What nodes tell whose energy may be wrong by far, whatever measured it: their unit, their identity or their books
/// are in doubt. It is in all sums, and beside each of them.
struct Doubt {
  /// How many nodes.
  let nodes: Int
  /// What they tell.
  let balance: Balance
  private let figures: LineFigures
  private let all: EnergyTally
  private let sites: [String?: SiteStatistics]
  private let owners: [OwnerTable]
  private let buckets: [Tally]

  /// Nil of no nodes.
  init?(_ doubted: FleetStatistics?, in all: FleetStatistics) {
    guard let doubted, doubted.nodes > 0 else { return nil }
    nodes = doubted.nodes
    balance = doubted.balance
    figures = LineFigures([doubted.balance])
    self.all = all.balance.energy
    sites = doubted.sites
    owners = doubted.owners()
    buckets = doubted.buckets
  }

  /// Its share of all energy; nil where it has none.
  var share: Double? { Self.share(balance.energy, of: all) }

  /// The share of all energy that is measured and not in doubt; nil without energy.
  var sureShare: Double? {
    guard let measured = all.measuredShare else { return nil }
    let doubted = balance.energy.energy(of: .wall) + balance.energy.energy(of: .components)
    return max(0, measured - Double(nearest: doubted) / Double(nearest: all.full))
  }

  /// Its carbon of a basis, in micrograms; nil where it has none.
  func carbon(_ basis: EmissionBasis?) -> Int128? {
    figures.carbon.first { $0.basis == basis }?.location[0]
  }

  /// Its cost in a currency, in millionths; nil where it has none.
  func cost(_ currency: String) -> Int128? {
    figures.costs.first { $0.currency == currency }?.amounts[0]
  }

  /// Its share of a site.
  func share(of site: SiteStatistics) -> Double? {
    Self.share(sites[site.name]?.balance.energy, of: site.balance.energy)
  }

  /// Its share of an owner's line.
  ///
  /// - Parameter named: the owners with lines of their own; the others are one.
  func share(
    of line: FleetReport.OwnerLine, by property: String, beside named: Set<String>
  ) -> Double? {
    let lines = owners.first { $0.property == property }?.lines
    let doubted: EnergyTally? =
      switch line.kind {
      case "value": lines?[line.name]?.tally.energy
      case "untagged": lines?[nil]?.tally.energy
      case "bucket": line.bucket.map { buckets[Int($0.rawValue)].energy }
      default:
        lines?.reduce(into: EnergyTally()) { sum, other in
          if let name = other.key, !named.contains(name) { sum += other.value.tally.energy }
        }
      }
    return Self.share(doubted, of: line.balance.energy)
  }

  private static func share(_ part: EnergyTally?, of whole: EnergyTally) -> Double? {
    guard let part, part.full > 0, whole.full.magnitude > 0 else { return nil }
    return min(1, Double(nearest: part.full) / Double(nearest: Int128(whole.full.magnitude)))
  }
}
