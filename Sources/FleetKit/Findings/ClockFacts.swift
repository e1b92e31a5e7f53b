internal import NodeModel

/// Nodes whose clocks are wrong, as far as other nodes show it.
struct ClockFacts {
  /// The time of the fleet, in seconds since 1970; nil where nobody saw any.
  let interval: Range<Int64>?
  /// In the order of nodes, one a node.
  private(set) var findings: [FleetFinding] = []

  /// Of two nobody knows which one is right.
  private static let leastNodes = 3
  /// Reports of one collection end this near to each other, in nanoseconds: a quarter of an hour.
  private static let leastAhead: UInt64 = 900_000_000_000

  init(_ nodes: [CheckedNode], _ hours: FleetHours) {
    interval = hours.interval(of: nodes.count)
    guard nodes.count >= Self.leastNodes else { return }
    let strays = interval.map { hours.strays(outside: $0) } ?? [:]
    let usual = Self.usualEnd(nodes)
    for (number, node) in nodes.enumerated() {
      guard let text = far(strays[number]) ?? usual.flatMap({ Self.ahead(node, $0) }) else {
        continue
      }
      findings.append(
        FleetFinding(
          .warning, kind: "clock", place: node.place, subject: "clock", text: text,
          confidence: .suspect, firstSeen: node.end, action: Remedy.clock))
    }
  }

  /// Hours beyond a day in which no other node has any: a clock that was not set when the machine started.
  private func far(_ stray: FleetHours.Stray?) -> String? {
    guard let stray, let interval else { return nil }
    let first = stray.hours.lowerBound
    let end = stray.hours.upperBound + 3600
    guard
      first + 3600 + FleetHours.distance <= interval.lowerBound
        || end - 3600 >= interval.upperBound + FleetHours.distance
    else { return nil }
    let slots = stray.slots == 1 ? "1 slot" : "\(stray.slots) slots"
    return "\(slots) of five minutes between \(Clock.minute(first)) and \(Clock.minute(end)), "
      + "more than a day from all other nodes: in the sums, and not in the time that is covered"
  }

  /// When nearly all nodes end, and how many do so until then; nil where they do not agree on it, since they were
  /// collected one by one.
  private static func usualEnd(_ nodes: [CheckedNode]) -> (end: UInt64, count: Int)? {
    let ends = nodes.map(\.end).sorted()
    let usual = ends[ends.count * 19 / 20 - 1]
    let count = ends.count { $0 <= usual }
    let agreeing = ends.count { $0 <= usual && usual - $0 <= leastAhead }
    return agreeing * 2 > ends.count ? (usual, count) : nil
  }

  /// A newest report that ends well after those of nearly all others.
  private static func ahead(_ node: CheckedNode, _ usual: (end: UInt64, count: Int)) -> String? {
    guard node.end > usual.end, node.end - usual.end > leastAhead else { return nil }
    let seconds = Int64(clamping: (node.end - usual.end) / 1_000_000_000)
    return "its reports end \(Figure.duration(seconds)) after those of \(usual.count) other nodes"
  }
}
