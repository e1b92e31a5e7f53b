internal import Footprint
internal import NodeModel

extension FleetReport {
  /// Every site, those with the most energy first.
  func siteTable(limit: Int = .max) -> ReportTable {
    let figures = LineFigures(
      sites.map(\.statistics.balance), isKnown: sites.map { $0.statistics.coveredSlots > 0 })
    let isPUEKnown = sites.contains { !$0.statistics.effectivenessWords.isEmpty }
    let isSeen = sites.allSatisfy { $0.statistics.power.nodes == $0.statistics.nodes }
    let making = statistics.embodied.ratio(ofCovered: statistics.coveredSlots) ?? 0
    typealias Column = ReportTable.Column
    var table = ReportTable(
      "sites", "Sites",
      [
        Column(key: "site", title: "Site", measure: .text),
        Column(key: "zone", title: "Zone", measure: .text),
        Column(key: "intensity_zone", title: "Carbon of", measure: .text),
        Column(key: "nodes", title: "Nodes", measure: .count),
      ] + expectedColumns + figures.columns + Self.tierColumns + [
        Column(key: "doubted_ratio", title: "In doubt", measure: .share),
        Column(key: "embodied_ug", title: "Embodied", measure: .carbon),
        Column(
          key: "embodied_ratio", title: "Making known", measure: .share,
          isDetail: making == 0 || making == 1),
        Column(key: "mean_watts", title: "Mean power", measure: .power),
        Column(key: "seen_nodes", title: "Nodes seen", measure: .count, isDetail: isSeen),
        Column(key: "pue_ratio", title: "PUE", measure: .ratio),
        Column(key: "pue_status", title: "PUE is", measure: .text, isDetail: !isPUEKnown),
        Column(
          key: "wall_ratio", title: "Behind wall meters", measure: .share, isDetail: true),
        Column(key: "wall_nodes", title: "Nodes there", measure: .count, isDetail: true),
        Column(key: "measurement_level", title: "Level at most", measure: .text, isDetail: true),
        Column(key: "itue_ratio", title: "ITUE", measure: .ratio),
        Column(
          key: "itue_components", title: "ITUE by", measure: .text,
          isDetail: statistics.equipment.ratio == nil),
        Column(key: "utilization_ratio", title: "CPU busy", measure: .share),
        Column(key: "utilization_nodes", title: "Nodes", measure: .count, isDetail: true),
        Column(key: "covered_slots", title: "Slots", measure: .count, isDetail: true),
        Column(key: "coverage_ratio", title: "Covered", measure: .share),
      ])
    for (line, expectedSite) in sites.enumerated() where line < limit {
      let site = expectedSite.statistics
      // Of a site of which no node reported nobody knows anything.
      let isKnown = site.nodes > 0
      var cells: [ReportTable.Cell] = [
        .text(site.name ?? "(no site)"), .word(site.zone),
        .word(
          site.intensityZones.isEmpty
            ? nil : site.intensityZones.sorted().joined(separator: ", ")),
        .count(site.nodes),
      ]
      cells += expectedCells(expectedSite.expected, expectedSite.absent) + figures.cells(line)
      cells += Self.tierCells(site.balance.energy, isKnown: site.coveredSlots > 0)
      cells += [
        .number(doubt?.share(of: site)),
        site.embodied.slots > 0
          ? .whole(Int128(clamping: site.embodied.amount.millionths)) : .absent,
        .number(site.embodied.ratio(ofCovered: site.coveredSlots)), .number(site.power.known),
        isKnown ? .count(site.power.nodes) : .absent,
        .number(site.balance.effectiveness), .word(site.effectivenessStatus),
        .number(site.wallShare), isKnown ? .count(site.meteredNodes) : .absent,
        .word(site.measurementLevel?.word),
        .number(site.equipment.ratio), .word(site.equipment.tellerWords),
        .number(site.utilization.ratio),
        isKnown ? .count(site.utilization.nodes) : .absent, .count(site.coveredSlots),
        .number(coverage(of: expectedSite)),
      ]
      table.add(cells, quiet: site.name == nil)
    }
    if sites.count > limit {
      table.notes.append("\(Figure.whole(sites.count - limit)) more in sites.csv.")
    }
    if statistics.equipment.ratio != nil { table.notes.append(Self.equipmentWords) }
    table.total = siteTotal(figures)
    return table
  }

  private func siteTotal(_ figures: LineFigures) -> [ReportTable.Cell] {
    let embodied = statistics.embodied
    let isKnown = statistics.coveredSlots > 0
    var cells: [ReportTable.Cell] = [
      .text("Fleet"), .absent, .absent, .count(statistics.nodes),
    ]
    cells += expectedCells(expected?.count ?? 0, expected?.absent.count ?? 0)
    cells += figures.total(statistics.balance, isKnown: isKnown)
    cells += Self.tierCells(statistics.balance.energy, isKnown: isKnown)
    cells += [
      .number(doubt?.share),
      embodied.slots > 0 ? .whole(Int128(clamping: embodied.amount.millionths)) : .absent,
      .number(embodied.ratio(ofCovered: statistics.coveredSlots)),
      .number(statistics.power.known), .count(statistics.power.nodes),
      .number(statistics.balance.effectiveness),
      .word(statistics.effectivenessStatus), .absent,
      .count(statistics.sites.values.reduce(0) { $0 + $1.meteredNodes }), .absent,
      .number(statistics.equipment.ratio), .word(statistics.equipment.tellerWords),
      .number(statistics.utilization.ratio),
      .count(statistics.utilization.nodes), .count(statistics.coveredSlots),
      .number(coverage),
    ]
    return cells
  }

  /// What of the energy comes from sources of each tier.
  private static let tierColumns = Tier.allCases.map {
    ReportTable.Column(
      key: "tier_\(String($0.letter).lowercased())_uj", title: "Tier \($0.letter)",
      measure: .energy, isDetail: true)
  }

  private static func tierCells(_ energy: EnergyTally, isKnown: Bool) -> [ReportTable.Cell] {
    Tier.allCases.map { isKnown ? .whole(energy.energy(of: $0)) : .absent }
  }

  /// What of ITUE is not seen.
  static let equipmentWords =
    "ITUE is by the components that told what they drew in each hour. What others drew counts as a loss, so that it is an "
    + "upper bound of the true one where not all of package, dram, storage and network are named."

  /// None where nobody says what is expected.
  private var expectedColumns: [ReportTable.Column] {
    guard expected != nil else { return [] }
    return [
      ReportTable.Column(key: "expected_nodes", title: "Expected", measure: .count),
      ReportTable.Column(key: "absent_nodes", title: "Absent", measure: .count),
    ]
  }

  /// None where nobody says what is expected.
  private func expectedCells(_ count: Int, _ absent: Int) -> [ReportTable.Cell] {
    expected == nil ? [] : [.count(count), .count(absent)]
  }

  /// How many nodes covered time is a share of: those that reported, and those that should have.
  var coverableNodes: Int { statistics.nodes + (expected?.absent.count ?? 0) }

  /// The share of node time that is covered, from the first to the last slot; nil where nobody saw any.
  var coverage: Double? {
    statistics.coverage(statistics.coveredSlots - statistics.straySlots, of: coverableNodes)
  }

  /// The same of a site.
  func coverage(of site: ExpectedSite) -> Double? {
    statistics.coverage(site.statistics.timelySlots, of: site.statistics.nodes + site.absent)
  }
}

extension SiteStatistics {
  /// What is said of its PUE, "configured pue2; table"; nil where nothing is.
  var effectivenessStatus: String? {
    effectivenessWords.isEmpty ? nil : effectivenessWords.sorted().joined(separator: "; ")
  }
}

extension EquipmentEnergy {
  /// "package, dram"; nil where there is no ratio.
  fileprivate var tellerWords: String? {
    let told = toldComponents
    return told.isEmpty ? nil : told.map(\.word).joined(separator: ", ")
  }
}

extension FleetStatistics {
  /// What is said of the PUE of its sites; of more than eight kinds the first.
  fileprivate var effectivenessStatus: String? {
    let all = Set(sites.values.flatMap(\.effectivenessWords)).sorted()
    return all.isEmpty ? nil : all.prefix(8).joined(separator: "; ")
  }

  /// Wall meters and components of all sites.
  public var equipment: EquipmentEnergy { sites.sum(EquipmentEnergy()) { $0 += $1.equipment } }

  /// What all nodes draw together.
  public var power: MeanPower { sites.sum(MeanPower()) { $0 += $1.power } }

  /// The making of all nodes.
  public var embodied: EmbodiedTally { sites.sum(EmbodiedTally()) { $0 += $1.embodied } }

  /// Processors of all sites.
  public var utilization: Utilization { sites.sum(Utilization()) { $0 += $1.utilization } }
}

extension [String?: SiteStatistics] {
  /// In the order of names, so that sums of doubles are the same each time.
  fileprivate func sum<Sum>(_ nothing: Sum, _ add: (inout Sum, SiteStatistics) -> Void) -> Sum {
    sorted { ($0.key ?? "", $0.key == nil ? 0 : 1) < ($1.key ?? "", $1.key == nil ? 0 : 1) }
      .reduce(into: nothing) { add(&$0, $1.value) }
  }
}
