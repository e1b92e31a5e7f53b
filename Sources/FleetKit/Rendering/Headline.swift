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
    /// Whether it is bad news.
    var isAlert = false
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
    let (figure, unit) = parts(Double(energy.full), Scale.energy)
    var details: [String] = []
    if let watts = report.watts(
      report.statistics.balance, report.statistics.coveredSlots, report.statistics.nodes)
    {
      details.append(Figure.scaled(watts, Scale.power) + " on average")
    }
    if energy.full > 0 {
      details.append(
        "between \(Figure.scaled(Double(energy.low), Scale.energy)) and "
          + Figure.scaled(Double(energy.high), Scale.energy))
    }
    return Answer(title: "Energy", figure: figure, unit: unit, details: details)
  }

  private static func carbon(_ report: FleetReport) -> Answer {
    let figures = LineFigures([report.statistics.balance])
    let embodied = report.statistics.embodied
    var details: [String] = []
    if embodied.slots > 0 {
      details.append(
        Figure.scaled(embodied.amount.inUnits * 1e6, Scale.carbon) + " more from making the nodes")
    }
    guard let first = figures.carbon.first, let location = first.location[0] else {
      return Answer(
        title: "Carbon", figure: nil, unit: "",
        details: ["no report names an intensity of the grid"] + details)
    }
    let (figure, unit) = parts(Double(location), Scale.carbon)
    let basis = first.basis.map { ", " + $0.rawValue } ?? ""
    if let market = first.market[0] {
      details.insert(Figure.scaled(Double(market), Scale.carbon) + " by contracts", at: 0)
    }
    details.insert("location-based" + basis, at: 0)
    for other in figures.carbon.dropFirst() {
      guard let location = other.location[0] else { continue }
      details.append(
        "and \(Figure.scaled(Double(location), Scale.carbon)) \(other.basis?.rawValue ?? "of no stated basis"), "
          + "which is not added")
    }
    details += missing(figures.factored[0], "has no factors")
    return Answer(title: "Carbon", figure: figure, unit: unit + " CO₂e", details: details)
  }

  private static func cost(_ report: FleetReport) -> Answer {
    let figures = LineFigures([report.statistics.balance])
    let footprint = report.statistics.balance.added.footprint
    let ratio = footprint.effectiveness.map { "PUE \(Figure.fixed($0, 3)), energy-weighted" }
    guard let first = figures.costs.first, let amount = first.amounts[0] else {
      return Answer(
        title: "Cost", figure: nil, unit: "",
        details: ["no report names a price of energy"] + (ratio.map { [$0] } ?? []))
    }
    let reserved = report.statistics.balance.added.reservations.currencies
    var details =
      ["of energy at the site's entrance" + (reserved.isEmpty ? "" : ", and of cores")]
      + (ratio.map { [$0] } ?? [])
    for other in figures.costs.dropFirst() {
      guard let amount = other.amounts[0] else { continue }
      details.append("and \(Figure.significant(Double(amount) / 1e6)) \(other.currency)")
    }
    let energy = Double(report.statistics.balance.added.energy.full)
    details += missing(
      energy > 0 ? Double(footprint.pricedEnergy) / energy : nil, "has no price")
    return Answer(
      title: "Cost", figure: Figure.significant(Double(amount) / 1e6), unit: first.currency,
      details: details)
  }

  private static func broken(_ report: FleetReport) -> Answer {
    let (critical, warning) = (report.nodes(.critical), report.nodes(.warning))
    let count = critical + warning
    return Answer(
      title: "Broken or suspect", figure: Figure.whole(count),
      unit: count == 1 ? "node" : "nodes",
      details: [
        "of \(Figure.whole(report.statistics.nodes)): \(Figure.whole(critical)) critical, "
          + "\(Figure.whole(warning)) to look at",
        "\(Figure.whole(report.findings.count + report.omittedFindings)) findings",
      ], isAlert: critical > 0)
  }

  private static func sure(_ report: FleetReport) -> Answer {
    let energy = report.statistics.balance.energy
    guard let share = energy.measuredShare else {
      return Answer(
        title: "How sure", figure: nil, unit: "", details: ["no report carries any energy"])
    }
    let parts = Tier.allCases.filter { energy.energy(of: $0) > 0 }.map {
      "\(Figure.percent(Double(energy.energy(of: $0)) / Double(energy.full))) "
        + ["by wall meters", "by counters", "by calibrated models", "by tables", "by defaults"][
          Int($0.rawValue)]
    }
    return Answer(
      title: "How sure", figure: Figure.percent(share), unit: "",
      details: ["of energy is measured", parts.joined(separator: ", ")])
  }

  private static func complete(_ report: FleetReport) -> Answer {
    let statistics = report.statistics
    guard let share = statistics.coverage(statistics.coveredSlots, of: statistics.nodes) else {
      return Answer(title: "How complete", figure: nil, unit: "", details: ["no time is covered"])
    }
    var details = ["of node time is covered"]
    let silent = report.silentNodes
    details.append(
      silent == 0 ? "no node is silent" : "\(Figure.whole(silent)) nodes silent at the end")
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
    if !report.conservation.holds { details.append("sums do not agree") }
    return Answer(
      title: "How complete", figure: Figure.percent(share), unit: "",
      details: details, isAlert: !report.conservation.holds)
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

extension FleetReport {
  /// From when to when, for people.
  var intervalWords: String {
    guard let interval else { return "no time is covered" }
    let (start, end) = (interval.lowerBound, interval.upperBound)
    let sameDay = Clock.day(start) == Clock.day(end)
    return "\(Clock.minute(start)) to \(sameDay ? Clock.hour(end) : Clock.minute(end)) UTC"
  }

  /// How many nodes were not seen at the end.
  var silentNodes: Int {
    guard let interval else { return 0 }
    return statistics.places.places.count {
      Int64($0.lastSlot) * HourSlots.seconds + Self.silence <= interval.upperBound
    }
  }

  /// "10,000 nodes at 8 sites".
  var scopeWords: String {
    let (nodes, sites) = (statistics.nodes, statistics.sites.count)
    return "\(Figure.whole(nodes)) \(nodes == 1 ? "node" : "nodes") at "
      + "\(Figure.whole(sites)) \(sites == 1 ? "site" : "sites")"
  }

  /// How carbon and cost came about, in sentences.
  var methodWords: [String] {
    var words = [
      "Energy is what nodes booked in whole microjoules, by owner and five minutes; jobs and buckets "
        + "(less residual_under, which was handed out too much) are the nodes' energy exactly.",
      "idle is energy of what nobody reserved, system that of the kernel and of daemons, gap what flowed while "
        + "nobody looked. Least and most are the sums of the meters' bounds.",
      "Carbon and cost are each slot's energy × PUE × the intensity or price in force at the slot's time. "
        + "Location- and market-based carbon are two answers to one question and are not added; embodied carbon "
        + "is the nodes' share for the time covered. Owners have the part of it that they had reserved, where jobs say "
        + "that, and pay for reserved cores where these have a price.",
      "PUE is energy-weighted: a sum over a sum, as configured or tabled for each site. Covered is node time in "
        + "which an agent ran, of that from the first to the last slot of the report.",
      "p5, p50 and p95 are over all samples, within 0.14 %; middle nodes are exact.",
    ]
    if !statistics.versions.isEmpty {
      words.append("Model: " + statistics.versions.sorted().joined(separator: "; ") + ".")
    }
    if !statistics.intensitySources.isEmpty {
      words.append(
        "Intensities: " + statistics.intensitySources.sorted().prefix(12).joined(separator: "; ")
          + ".")
    }
    return words
  }

  /// Whether sums agree, in a sentence.
  public var conservationWords: String {
    let total = Figure.whole(conservation.energy)
    guard conservation.holds else {
      let ways = conservation.ways.filter { $0.energy != conservation.energy }.map(\.name)
      let nodes = conservation.contradictions
      return "SUMS DO NOT AGREE: "
        + ((ways.isEmpty ? [] : [ways.joined(separator: ", ") + " differ from \(total) µJ"])
        + (nodes > 0 ? ["\(Figure.whole(nodes)) nodes contradict themselves"] : []))
        .joined(separator: "; ") + "."
    }
    return "\(total) µJ in all, the same along every way: "
      + conservation.ways.map(\.name).joined(separator: ", ") + "."
  }
}
