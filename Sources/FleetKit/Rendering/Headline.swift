internal import Footprint
internal import NodeModel

/// What the first screen answers: how much, what is broken, how sure, how complete.
struct Headline {
  /// One answer.
  struct Answer {
    /// The question in a word: "Energy".
    let title: String
    /// The number; nil where nobody knows it.
    let figure: String?
    /// Its unit.
    let unit: String
    /// What belongs beside it, most important first.
    let details: [String]
    /// Whether the number is bad news.
    var isAlert = false
    /// Why the number is not to be trusted as it stands; nil where it is.
    var alarm: String?
  }

  let answers: [Answer]

  init(_ report: FleetReport) {
    answers = [
      Self.energy(report), Self.carbon(report), Self.cost(report), Self.broken(report),
      Self.sure(report), Self.complete(report),
    ]
  }

  private static func energy(_ report: FleetReport) -> Answer {
    let energy = report.statistics.balance.energy
    guard report.statistics.coveredSlots > 0 else {
      return Answer(
        title: "Energy", figure: nil, unit: "", details: ["no report carries any energy"])
    }
    let (figure, unit) = parts(Double(energy.full), Scale.energy)
    var details: [String] = []
    let power = report.statistics.power
    if let watts = power.known {
      let nodes = report.statistics.nodes
      details.append(
        Figure.scaled(watts, Scale.power) + " on average"
          + (power.nodes < nodes
            ? ", of \(Figure.whole(power.nodes)) of \(Figure.whole(nodes)) nodes" : ""))
    }
    details += change(report) { $0.powerChange(to: $1) }
    if energy.full > 0 {
      // What is in doubt may be nothing.
      let low = energy.low - (report.doubt?.balance.energy.low ?? 0)
      let (least, most) = (
        Figure.scaled(Double(low), Scale.energy), Figure.scaled(Double(energy.high), Scale.energy)
      )
      details.append("between \(least) and \(most)" + open(report))
    }
    details += lacking(report)
    return Answer(
      title: "Energy", figure: energy.estimateMark + figure, unit: unit, details: details,
      alarm: doubted(report, energy.full, report.doubt?.balance.energy.full) {
        Figure.scaled(Double($0), Scale.energy)
      })
  }

  /// Of whom nothing is in the sums.
  private static func lacking(_ report: FleetReport) -> [String] {
    guard let absent = report.expected?.absent.count, absent > 0 else { return [] }
    let nodes = absent == 1 ? "1 expected node" : "\(Figure.whole(absent)) expected nodes"
    return ["of \(nodes) without a report nothing is in it"]
  }

  /// Of some nodes nobody knows the most, so of the fleet nobody does.
  private static func open(_ report: FleetReport) -> String {
    let nodes = report.statistics.openNodes
    guard nodes > 0 else { return "" }
    return " of what is counted; open upwards: \(Figure.whole(nodes)) "
      + (nodes == 1 ? "node has" : "nodes have") + " parts without a meter"
  }

  private static func carbon(_ report: FleetReport) -> Answer {
    let balance = report.statistics.balance
    let figures = LineFigures([balance])
    let shares = SumShares(balance)
    let embodied = report.statistics.embodied
    var details: [String] = []
    if embodied.slots > 0 {
      let share = embodied.ratio(ofCovered: report.statistics.coveredSlots)
      details.append(
        Figure.scaled(embodied.amount.inUnits * 1e6, Scale.carbon) + " more from making the nodes"
          + part(share, "node time"))
    }
    let all = figures.carbon.byEnergy(balance) { $0.kind.basis == $1.basis }
    guard let first = all.first, let location = first.location[0] else {
      return Answer(
        title: "Carbon", figure: nil, unit: "",
        details: ["no report names an intensity of the grid"] + details)
    }
    let (figure, unit) = parts(Double(location), Scale.carbon)
    let basis = first.basis.map { ", " + $0.rawValue } ?? ""
    details.insert(
      first.market[0].map {
        Figure.scaled(Double($0), Scale.carbon) + " by contracts" + part(shares.contracts, "energy")
      } ?? "no contracts stated: by the grid's average alone", at: 0)
    details =
      ["location-based" + basis] + change(report) { $0.carbonChange(first.basis, to: $1) } + details
    for other in all.dropFirst() {
      guard let location = other.location[0] else { continue }
      details.append(
        "and \(Figure.scaled(Double(location), Scale.carbon)) \(other.basis?.rawValue ?? "of no stated basis") "
          + "of other energy, which is not added")
    }
    details += missing(shares.carbon, "has no factors")
    return Answer(
      title: "Carbon", figure: balance.energy.estimateMark + figure, unit: unit + " CO₂e",
      details: details,
      alarm: doubted(report, location, report.doubt?.carbon(first.basis)) {
        Figure.scaled(Double($0), Scale.carbon)
      })
  }

  private static func cost(_ report: FleetReport) -> Answer {
    let balance = report.statistics.balance
    let figures = LineFigures([balance])
    let footprint = balance.added.footprint
    let ratio = balance.effectiveness.map {
      "PUE \(Figure.fixed($0, 3))" + (report.effectivenessWords.map { " (\($0))" } ?? "")
        + ", energy-weighted"
        + (report.before?.effectiveness.map { "; before \(Figure.fixed($0, 3))" } ?? "")
    }
    let all = figures.costs.byEnergy(balance) { $0.kind.currency?.code == $1.currency }
    guard let first = all.first, let amount = first.amounts[0] else {
      return Answer(
        title: "Cost", figure: nil, unit: "",
        details: ["no report names a price of energy"] + (ratio.map { [$0] } ?? []))
    }
    func has(_ currencies: [Currency]) -> Bool {
      currencies.contains { $0.code == first.currency }
    }
    let isOfEnergy = has(footprint.currencies)
    let isOfCores = has(balance.added.reservations.currencies)
    var details =
      [
        isOfEnergy
          ? "of energy at the site's entrance" + (isOfCores ? ", and of cores" : "")
          : "of cores: energy has no price of its own"
      ]
      + change(report) { $0.costChange(first.currency, to: $1) } + (ratio.map { [$0] } ?? [])
    for other in all.dropFirst() {
      guard let amount = other.amounts[0] else { continue }
      details.append(
        "and \(Figure.money(Double(amount) / 1e6)) \(other.currency) of other energy, which is not added"
      )
    }
    details += missing(SumShares(balance).cost, "has no price")
    return Answer(
      title: "Cost", figure: balance.energy.estimateMark + Figure.money(Double(amount) / 1e6),
      unit: first.currency, details: details,
      alarm: doubted(report, amount, report.doubt?.cost(first.currency)) {
        "\(Figure.money(Double($0) / 1e6)) \(first.currency)"
      })
  }

  private static func broken(_ report: FleetReport) -> Answer {
    let (critical, warning) = (report.nodes(.critical), report.nodes(.warning))
    let count = critical + warning
    let findings = report.findings.count + report.omittedFindings
    return Answer(
      title: "Broken or suspect", figure: Figure.whole(count),
      unit: count == 1 ? "node" : "nodes",
      details: [
        "of \(Figure.whole(report.statistics.nodes)): \(Figure.whole(critical)) critical, "
          + "\(Figure.whole(warning)) to look at"
          + (report.before.map {
            "; before \(Figure.whole($0.unfit)) of \(Figure.whole($0.nodes))"
          } ?? ""),
        "\(Figure.whole(findings)) \(findings == 1 ? "finding" : "findings")" + Self.kinds(report),
      ] + (report.judgement?.words.map { [$0] } ?? []), isAlert: critical > 0)
  }

  /// ": 12 slow, 3 link and 2 kinds more", critical ones first.
  private static func kinds(_ report: FleetReport) -> String {
    let groups = report.findingGroups
    guard !groups.isEmpty else { return "" }
    var words = groups.prefix(shownKinds).map { group in
      (group.count == 1 ? "" : Figure.whole(group.count) + " ") + group.name
    }
    let more = groups.count - words.count
    if more > 0 { words.append("\(more) \(more == 1 ? "kind" : "kinds") more") }
    return ": " + words.joined(separator: ", ")
  }

  /// So many kinds of findings are named.
  private static let shownKinds = 4

  private static func sure(_ report: FleetReport) -> Answer {
    let energy = report.statistics.balance.energy
    guard let share = report.sureShare else {
      return Answer(
        title: "How sure", figure: nil, unit: "", details: ["no report carries any energy"])
    }
    // Of what was handed out: what was withdrawn again because a node's meter showed less would make shares of more
    // than all.
    let handed = report.statistics.balance.added.energy
    let parts = Tier.allCases.filter { handed.energy(of: $0) > 0 }.map {
      "\(Figure.percent(Double(handed.energy(of: $0)) / Double(handed.full))) "
        + ["by wall meters", "by counters", "by calibrated models", "by tables", "by defaults"][
          Int($0.rawValue)]
    }
    var details = [
      "of energy is measured" + (report.doubt == nil ? "" : " and not in doubt")
        + was(report.before?.sure), parts.joined(separator: ", "),
    ]
    if !energy.estimateMark.isEmpty { details.append("~ is more estimated than measured") }
    return Answer(
      title: "How sure", figure: Figure.percent(share), unit: "", details: details,
      alarm: report.doubt?.share.map {
        "\(Figure.percent($0)) is told by nodes whose unit, identity or books are in doubt"
      })
  }

  /// "3.28 MWh of it is told by 10 nodes in doubt: 10.2 MWh without them"; nil where there are none.
  private static func doubted(
    _ report: FleetReport, _ all: Int128, _ part: Int128?, _ words: (Int128) -> String
  ) -> String? {
    guard let doubt = report.doubt, let part, part > 0 else { return nil }
    let nodes = doubt.nodes == 1 ? "1 node" : "\(Figure.whole(doubt.nodes)) nodes"
    return "\(words(part)) of it is told by \(nodes) in doubt: \(words(all - part)) without "
      + (doubt.nodes == 1 ? "it" : "them")
  }

  private static func complete(_ report: FleetReport) -> Answer {
    let statistics = report.statistics
    let expected = report.expected?.words ?? []
    guard let share = report.coverage else {
      return Answer(
        title: "How complete", figure: nil, unit: "", details: ["no time is covered"] + expected)
    }
    var details = [covered(report) + was(report.before?.coverage, report)] + expected
    let silent = report.silentNodes
    details.append(
      silent == 0
        ? "no node is silent"
        : "\(Figure.whole(silent)) \(silent == 1 ? "node" : "nodes") silent at the end")
    if statistics.missingRows > 0 {
      details.append("\(Figure.whole(statistics.missingRows)) rows missing")
    }
    if statistics.conflicts > 0 {
      details.append("\(Figure.whole(statistics.conflicts)) conflicts")
    }
    let refused = report.intake.refused
    if refused > 0 {
      details.append("\(Figure.whole(refused)) \(refused == 1 ? "document" : "documents") refused")
    }
    return Answer(
      title: "How complete", figure: Figure.percent(share), unit: "", details: details,
      alarm: report.conservation.holds ? nil : "sums do not agree")
  }

  /// "+3.1 % against before"; nothing where it is compared with nothing.
  private static func change(
    _ report: FleetReport, _ change: (PeriodFigures, PeriodFigures) -> PeriodFigures.Change?
  ) -> [String] {
    guard let before = report.before, let found = change(before, PeriodFigures(report)) else {
      return []
    }
    let nodes = found.nodes == 1 ? "the 1 node" : "the \(Figure.whole(found.nodes)) nodes"
    return [
      "\(found.share > 0 ? "+" : "")\(Figure.percent(found.share)) against before"
        + (found.isOfAll ? "" : ", of \(nodes) of which both tell it")
    ]
  }

  /// ", of 12.0 % of energy"; nothing where it is of all.
  private static func part(_ share: Double?, _ words: String) -> String {
    guard let share, share < 1 else { return "" }
    return ", of \(Figure.percent(share)) of \(words)"
  }

  /// Of which time the share is that is covered.
  private static func covered(_ report: FleetReport) -> String {
    guard let expected = report.expected else { return "of node time is covered" }
    let nodes =
      expected.count == 1 ? "1 expected node" : "\(Figure.whole(expected.count)) expected nodes"
    let others = expected.unexpected
    return "of the time of \(nodes)"
      + (others > 0 ? " and \(Figure.whole(others)) unexpected" : "") + " is covered"
  }

  /// "; before 98.2 %": of an earlier period nobody says which nodes there should have been.
  private static func was(_ share: Double?, _ report: FleetReport) -> String {
    guard report.expected != nil, share != nil else { return was(share) }
    return was(share) + " of those that reported"
  }

  /// "; before 98.2 %".
  private static func was(_ share: Double?) -> String {
    share.map { "; before \(Figure.percent($0))" } ?? ""
  }

  private static func missing(_ share: Double?, _ words: String) -> [String] {
    guard let share, share < 1 else { return [] }
    return ["\(Figure.percent(1 - share)) of energy \(words)"]
  }

  private static func parts(
    _ value: Double, _ steps: [(unit: String, size: Double)]
  ) -> (String, String) {
    let step = Scale.step(for: value, steps)
    return (Figure.significant(value / step.size), step.unit)
  }
}

extension EnergyTally {
  /// What stands before a figure of energy that is more estimated than measured.
  var estimateMark: String { (measuredShare ?? 1) < 0.5 ? "~" : "" }
}

extension Array {
  /// Kinds of amounts that are never added, those of most energy first; of the same energy in their order.
  fileprivate func byEnergy(
    _ balance: Balance, _ isOf: (FootprintTally.Part, Element) -> Bool
  ) -> [Element] {
    let parts = balance.added.footprint.parts
    let energies = map { kind in
      parts.reduce(UInt128(0)) { isOf($1, kind) ? $0 + $1.energy : $0 }
    }
    return indices.sorted { (energies[$1], $0) < (energies[$0], $1) }.map { self[$0] }
  }
}
