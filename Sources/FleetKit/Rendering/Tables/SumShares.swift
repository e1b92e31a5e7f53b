/// Of how much of its energy the sums of a line are; nil of lines without energy. What is left has no factors, no price
/// or no contracts, and is in none of these sums.
struct SumShares {
  /// What has factors: of it is carbon.
  let carbon: Double?
  /// What has a price, of its own or in that of cores: of it is cost.
  let cost: Double?
  /// For which somebody has stated contracts: of it is market-based carbon.
  let contracts: Double?

  init(_ balance: Balance) {
    let energy = balance.added.energy.full + balance.withdrawn.energy.full
    let (added, withdrawn) = (balance.added.footprint, balance.withdrawn.footprint)
    func share(_ part: (FootprintTally) -> UInt128) -> Double? {
      energy > 0
        ? Double(nearest: part(added) + part(withdrawn)) / Double(nearest: energy) : nil
    }
    carbon = share(\.energy)
    cost = share(\.pricedEnergy)
    contracts = share(\.contractedEnergy)
  }
}

/// Which sums of a table are of a part of the energy in any of its lines: people are told of how much.
struct PartialSums {
  /// Carbon.
  private(set) var carbon = false
  /// Cost.
  private(set) var cost = false
  /// Market-based carbon: of a part, and not of none at all, of which nothing is shown.
  var contracts: Bool { isContracted && lacksContracts }
  private var isContracted = false
  private var lacksContracts = false

  /// No line yet.
  init() {}

  /// Those of all lines.
  init(_ lines: [SumShares]) {
    for line in lines { add(line) }
  }

  /// Looks at a line.
  mutating func add(_ line: SumShares) {
    func isPart(_ share: Double?) -> Bool { share.map { $0 < 1 } ?? false }
    carbon = carbon || isPart(line.carbon)
    cost = cost || isPart(line.cost)
    isContracted = isContracted || line.contracts.map { $0 > 0 } ?? false
    lacksContracts = lacksContracts || isPart(line.contracts)
  }
}
