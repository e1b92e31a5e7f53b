extension FleetReport {
  /// How warm the nodes of a site are.
  struct SiteHeat {
    let name: String?
    /// What the warmest sensor of each node has shown at most, the least first.
    let most: [Double]
    /// What the sensors of incoming air have shown on average; empty where there are none.
    let inlets: [Double]
    /// The same by rack, of each the middle node: by the names of racks.
    let racks: [(name: String?, middle: Double)]
  }

  /// Nodes that were warmest, by the most that any of their sensors has shown.
  func heatTable(limit: Int = .max) -> ReportTable {
    var table = heatLines(limit: limit).table("Warmest nodes")
    let left = statistics.heat.entries.count - table.rows.count
    if left > 0 { table.notes.append("\(Figure.whole(left)) more in temperatures.csv.") }
    return table
  }

  /// The lines of the table of warm nodes, at most so many.
  func heatLines(limit: Int = .max) -> TableLines {
    typealias Column = ReportTable.Column
    let (places, heat) = (statistics.places, statistics.heat)
    let sorted = heat.entries.sorted { ($1.most, $0.node) < ($0.most, $1.node) }
    let shown = sorted.prefix(limit)
    let found = heatFindings(of: Set(shown.map { Int($0.node) }))
    return TableLines(
      "temperatures",
      [
        Column(key: "node_id", title: "Id", measure: .text, isDetail: true),
        Column(key: "node", title: "Node", measure: .text),
        Column(key: "site", title: "Site", measure: .text),
        Column(key: "rack", title: "Rack", measure: .text),
        Column(key: "sensor", title: "Sensor", measure: .text),
        Column(key: "most_celsius", title: "Most, °C", measure: .temperature),
        Column(key: "mean_celsius", title: "Mean, °C", measure: .temperature),
        Column(key: "inlet_celsius", title: "Inlet, °C", measure: .temperature),
        Column(key: "finding", title: "Finding", measure: .text),
      ], count: shown.count
    ) { line in
      let entry = shown[line]
      let node = Int(entry.node)
      let rack = places.racks[Int(places.places[node].rack)]
      return [
        .text(places.places[node].id.description), .text(places.names[node]), .word(rack.site),
        .word(rack.name), .text(heat.sensors[Int(entry.sensor)]), .degrees(entry.most),
        .degrees(entry.mean), .degrees(entry.inlet), .word(found[node]),
      ]
    }
  }

  /// What was found of nodes that has to do with heat: the first of each.
  private func heatFindings(of nodes: Set<Int>) -> [Int: String] {
    let kinds = ["temperature", "throttle", "throttling", "power_limit", "alarm", "fan"]
    var found: [Int: String] = [:]
    for finding in findings where kinds.contains(finding.kind) {
      guard let id = finding.node, let node = statistics.places.index(of: id), nodes.contains(node),
        found[node] == nil
      else { continue }
      found[node] = finding.text
    }
    return found
  }

  /// Sites whose nodes have sensors, the warmest first.
  var siteHeat: [SiteHeat] {
    let places = statistics.places
    let racks = Dictionary(grouping: statistics.heat.entries) {
      places.places[Int($0.node)].rack
    }
    let sites = Dictionary(grouping: racks.keys) { places.racks[Int($0)].site }
    return sites.map { name, numbers in
      let entries = numbers.flatMap { racks[$0] ?? [] }
      let named = numbers.map { number in
        let sorted = (racks[number] ?? []).map { Double($0.most) }.sorted()
        return (
          name: places.racks[Int(number)].name,
          middle: Quantiles.quantile(0.5, of: sorted) ?? 0
        )
      }
      return SiteHeat(
        name: name, most: entries.map { Double($0.most) }.sorted(),
        inlets: entries.map { Double($0.inlet) }.filter { !$0.isNaN }.sorted(),
        racks: named.sorted { NaturalOrder.precedes($0.name ?? "~", $1.name ?? "~") })
    }.sorted { ($1.most.last ?? 0, $0.name ?? "~") < ($0.most.last ?? 0, $1.name ?? "~") }
  }
}

extension ReportTable.Cell {
  /// Degrees, to a tenth; nothing of NaN.
  fileprivate static func degrees(_ value: Float) -> Self {
    value.isNaN ? .absent : .real((Double(value) * 10).rounded() / 10)
  }
}
