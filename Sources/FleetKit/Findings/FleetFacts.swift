internal import NodeModel

/// Facts that only show among other nodes: power in a wrong unit, wrong clocks, nodes that were not seen at the end.
enum FleetFacts {
  /// Ratios between a unit and one for which it may be mistaken: thousandths, and joules for kilowatt hours.
  private static let unitRatios: [(ratio: Double, name: String)] = [
    (1e3, "1,000 times"), (1e-3, "a thousandth of"), (3.6e6, "3.6 million times"),
    (1 / 3.6e6, "1/3,600,000 of"),
  ]
  /// Load changes the power of a machine by less.
  private static let loadRatio = 8.0
  /// Fewer machines of a model say nothing of their power.
  private static let leastPeers = 3
  /// A node that was not seen for so long before the fleet's end is silent, in seconds.
  private static let silence: Int64 = 3600

  /// All of them, in the order of nodes.
  static func findings(_ check: FleetCheck) -> [FleetFinding] {
    let clocks = ClockFacts(check.nodes, check.hours)
    return unitErrors(check.nodes, check.models.names) + clocks.findings + silences(check, clocks)
  }

  /// Nodes whose power is about that of their model in another unit.
  static func unitErrors(_ nodes: [CheckedNode], _ models: [String]) -> [FleetFinding] {
    var figures: [Int: [Double]] = [:]
    for node in nodes {
      if let watts = node.meteredWatts, watts > 0 { figures[node.model, default: []].append(watts) }
    }
    let medians = figures.compactMapValues { watts in
      watts.count >= leastPeers ? SortedSample.median(watts.sorted()) : nil
    }
    return nodes.compactMap { node in
      guard let watts = node.meteredWatts, watts > 0, let median = medians[node.model],
        let error = unitRatios.first(where: {
          let rest = watts / median / $0.ratio
          return rest < loadRatio && rest > 1 / loadRatio
        })
      else { return nil }
      var finding = FleetFinding(
        .critical, kind: "unit_error", place: node.place, subject: "energy",
        text: "\(Quantity.text(watts, "W")) on average, about \(error.name) the "
          + "\(Quantity.text(median, "W")) of its model",
        confidence: .certain, firstSeen: node.end, action: Remedy.unit)
      finding.evidence = ["median of \(models[node.model]): \(Quantity.text(median, "W"))"]
      return finding
    }
  }

  /// Nodes of whose last hour nobody knows anything.
  private static func silences(_ check: FleetCheck, _ clocks: ClockFacts) -> [FleetFinding] {
    guard let end = clocks.interval?.upperBound else { return [] }
    return check.nodes.compactMap { node in
      let last = node.lastSlotEnd
      guard last + silence <= end else { return nil }
      var finding = FleetFinding(
        .warning, origin: .records, kind: "silent", place: node.place, subject: "agent",
        text: last == 0
          ? "covers no time at all"
          : "seen last \(Clock.minute(last)), \(Figure.duration(end - last)) before the end",
        confidence: .certain, firstSeen: node.end, action: Remedy.silent)
      if let energy = missing(from: node, until: end) { finding.evidence = [energy] }
      return finding
    }
  }

  /// What a silent node may have used since: no cost, for nobody knows whether it ran.
  private static func missing(from node: CheckedNode, until end: Int64) -> String? {
    guard let watts = node.watts, watts > 0, node.lastSlotEnd > 0 else { return nil }
    let energy = Quantity.digits(watts * Double(end - node.lastSlotEnd) / 3.6e6) + " kWh"
    return "in no sum: 0 to \(energy) since then, the latter at its own mean of "
      + Quantity.text(watts, "W")
  }
}
