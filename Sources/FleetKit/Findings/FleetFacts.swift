internal import NodeModel

/// Facts that only show among other nodes: power in a wrong unit, clocks that are ahead.
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
  /// Reports of one collection end this near to each other, in nanoseconds: a quarter of an hour.
  private static let leastAhead: UInt64 = 900_000_000_000

  /// All of them, in the order of nodes.
  static func findings(_ nodes: [CheckedNode], models: [String]) -> [FleetFinding] {
    unitErrors(nodes, models) + clocks(nodes)
  }

  private static func unitErrors(_ nodes: [CheckedNode], _ models: [String]) -> [FleetFinding] {
    let medians = Dictionary(grouping: nodes, by: \.model).compactMapValues { alike -> Double? in
      let watts = alike.compactMap(\.meteredWatts).filter { $0 > 0 }.sorted()
      return watts.count >= leastPeers ? SortedSample.median(watts) : nil
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

  /// Nodes whose newest report ends well after those of nearly all others.
  private static func clocks(_ nodes: [CheckedNode]) -> [FleetFinding] {
    let ends = nodes.map(\.end).sorted()
    guard ends.count >= 20 else { return [] }
    let usual = ends[ends.count * 19 / 20 - 1]
    return nodes.compactMap { node in
      guard node.end > usual, node.end - usual > leastAhead else { return nil }
      let minutes = (node.end - usual) / 60_000_000_000
      return FleetFinding(
        .warning, kind: "clock", place: node.place, subject: "clock",
        text: "its reports end \(minutes) minutes after those of 95 % of all nodes",
        confidence: .suspect, firstSeen: node.end, action: Remedy.clock)
    }
  }
}
