/// All nodes of one site.
public struct SiteStatistics: Sendable {
  /// What the configuration calls it; nil for nodes without a site.
  public let name: String?
  /// The zone of the grid; nil where nobody says.
  public internal(set) var zone: String?
  /// How many nodes.
  public internal(set) var nodes = 0
  /// What they used.
  public internal(set) var balance = Balance()
  /// Slots in which an agent ran, over all nodes.
  public internal(set) var coveredSlots = 0
  /// What agents saw of them, in milliseconds: of a slot in which one began, or which runs, a part.
  public internal(set) var coveredMilliseconds: UInt64 = 0
  /// What its nodes draw together.
  public internal(set) var power = MeanPower()
  /// Those of them outside of the fleet's time: wrong clocks'. Known only when all nodes are counted.
  public internal(set) var straySlots = 0
  /// What wall meters and components say.
  public internal(set) var equipment = EquipmentEnergy()
  /// Nodes behind a wall meter at least for some time.
  public internal(set) var meteredNodes = 0
  /// The share of the nodes' making.
  public internal(set) var embodied = EmbodiedTally()
  /// How busy processors were.
  public internal(set) var utilization = Utilization()
  /// Energy, PUE and intensity by the hour of the day.
  var day = DayCourse()
  /// The places whose intensities its carbon is formed with: not the zone's own where that has none on the basis.
  public internal(set) var intensityZones: Set<String> = []
  /// What is said of its PUE: `configured pue2`, `table`.
  public internal(set) var effectivenessWords: Set<String> = []

  init(name: String?) { self.name = name }

  /// Covered slots within the fleet's time.
  public var timelySlots: Int { coveredSlots - straySlots }

  /// Counts a node; `isTimeTold`: whether each job with rows says its CPU time.
  mutating func count(
    _ node: MergedNode, _ balance: Balance, _ reading: NodeReading, _ factors: NodeFactors,
    isTimeTold: Bool
  ) {
    zone = zone ?? node.facts.zone
    nodes += 1
    self.balance += balance
    coveredSlots += reading.coveredSlots
    coveredMilliseconds += reading.coveredMilliseconds
    power.count(reading.seenEnergy, milliseconds: reading.coveredMilliseconds)
    equipment += reading.equipment
    if reading.equipment.whole > 0 { meteredNodes += 1 }
    embodied += reading.embodied
    day += reading.day
    utilization.count(
      node, covered: reading.coveredTime, coveredSeconds: reading.coveredSeconds, isTold: isTimeTold
    )
    for entry in factors.entries {
      if let words = entry.effectivenessWords, effectivenessWords.count < 8 {
        effectivenessWords.insert(words)
      }
      if let zone = entry.intensityZone, intensityZones.count < 8 { intensityZones.insert(zone) }
    }
  }
}
