internal import NodeModel

/// Racks and sites in which more nodes are slow than chance explains: then the machines are not the cause.
struct Clusters {
  /// A rack, or a site where the rack is nil.
  struct Place: Hashable {
    let site: String
    let rack: String?
  }

  private(set) var findings: [FleetFinding] = []
  /// Which nodes are in one, with its place in `findings`.
  private(set) var places: [Int: Int] = [:]

  /// Looks at all racks, then at sites without the slow nodes of racks that were found.
  ///
  /// - Parameters:
  ///   - slow: the nodes that are slow.
  ///   - nodes: all nodes; those without results say nothing.
  init(slow: [Int], of nodes: [CheckedNode]) {
    let judged = nodes.indices.filter { nodes[$0].hasResults }
    look(slow, judged, nodes) { node in
      node.place.rack.map { Place(site: node.place.site ?? "", rack: $0) }
    }
    let others = slow.filter { places[$0] == nil }
    look(others, judged, nodes) { node in node.place.site.map { Place(site: $0, rack: nil) } }
  }

  private mutating func look(
    _ slow: [Int], _ judged: [Int], _ nodes: [CheckedNode],
    _ place: (CheckedNode) -> Place?
  ) {
    var totals: [Place: Int] = [:]
    for node in judged {
      if let place = place(nodes[node]) { totals[place, default: 0] += 1 }
    }
    let found = Dictionary(grouping: slow) { place(nodes[$0]) }
    for (key, members) in found.sorted(by: { ($0.value[0]) < ($1.value[0]) }) {
      guard let key, let total = totals[key], members.count >= Threshold.clusterCount else {
        continue
      }
      // What the others show, as if one more of them were slow: none is not never.
      let share =
        Double(slow.count - members.count + 1) / Double(judged.count - total + 1)
      let chance =
        Chance.atLeast(members.count, of: total, each: min(1, share)) * Double(totals.count)
      guard chance <= Threshold.cluster else { continue }
      for member in members { places[member] = findings.count }
      findings.append(finding(key, members.count, total, share, chance))
    }
  }

  private func finding(
    _ place: Place, _ count: Int, _ total: Int, _ share: Double, _ chance: Double
  ) -> FleetFinding {
    var finding = FleetFinding(
      .critical, kind: "cluster",
      place: FleetFinding.Place(
        site: place.site.isEmpty ? nil : place.site, rack: place.rack),
      subject: place.rack.map { "rack \($0)" } ?? "site \(place.site)",
      text: "\(count) of \(total) nodes are slow, "
        + "\(Quantity.digits(100 * share)) % are elsewhere", confidence: .high,
      action: Remedy.cluster)
    finding.evidence = [
      "binomial probability \(chance), for all places of its kind together"
    ]
    return finding
  }
}
