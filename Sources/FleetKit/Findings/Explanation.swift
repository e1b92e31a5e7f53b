internal import Glibc
internal import NodeModel

/// The arithmetic behind what is said of a node: every number that a calculator needs to come to the same.
struct Explanation {
  private(set) var lines: [String] = []
  /// Whether anything was found.
  private(set) var isFound = false

  private let check: FleetCheck
  private let assessment: Assessment

  init(
    of place: Int, in check: FleetCheck, _ assessment: Assessment, _ outcome: CheckOutcome
  ) {
    self.check = check
    self.assessment = assessment
    let node = check.nodes[place]
    head(node, place)
    let tests = assessment.tests.filter { $0.node == place }
    for found in check.results(of: place) {
      explain(check.result(found), tests.filter { $0.result == found }, node, place)
    }
    let findings = outcome.findings.filter { $0.place.node == node.id }
    let settings = costs(of: place, node)
    isFound = !findings.isEmpty || !settings.isEmpty
    lines += ["", isFound ? "found:" : "nothing was found"] + settings
    for finding in findings {
      lines.append("  \(finding.kind) (\(finding.confidence.rawValue)): \(finding.text)")
      lines += finding.evidence.map { "    \($0)" }
      if let cost = finding.cost {
        lines.append(
          "    cost: \(Quantity.digits(cost.nodeHours)) node hours, \(Quantity.digits(cost.kilowattHours)) kWh"
            + (cost.grams.map { ", \(Quantity.digits($0)) g CO2e" } ?? ""))
      }
      lines.append("    \(finding.action)")
    }
  }

  /// What is said of nodes that did not report, by any of their names; nil where none has that name.
  static func lines(ofAbsent name: String, in expected: ExpectedNodes?) -> [String]? {
    let name = name.lowercased()
    let found = expected?.absent.filter { $0.isCalled(name) } ?? []
    guard !found.isEmpty, !name.isEmpty else { return nil }
    return found.flatMap { one in
      let finding = FleetFinding(one)
      let place = [one.site.map { "site \($0)" }, one.rack.map { "rack \($0)" }]
      let head = ([one.target] + place.compactMap(\.self)).joined(separator: ", ")
      return ["\(head): \(finding.text)"]
        + (finding.evidence + [finding.action]).map { "    \($0)" }
    }
  }

  /// The settings of the node that cost its model something.
  private func costs(of place: Int, _ node: CheckedNode) -> [String] {
    let model = assessment.parts.model(of: node)
    return assessment.configurations.filter { $0.model == model }.flatMap { cost in
      cost.values.filter { $0.nodes.contains(place) }.flatMap { value in
        [
          "  configuration (high): " + GroupFindings.text(cost, value, check),
          "    \(Remedy.configuration)",
        ]
      }
    }
  }

  private static let families: [(TestFamily, String)] = [
    (.level, "medians"), (.tail, "p10/p90"), (.idle, "idle power"),
  ]

  private mutating func head(_ node: CheckedNode, _ place: Int) {
    let names = [
      node.place.hostname, node.place.site.map { "site \($0)" },
      node.place.rack.map { "rack \($0)" },
    ]
    lines.append(([node.id.description] + names.compactMap(\.self)).joined(separator: ", "))
    lines.append("model: \(check.models[node.model])")
    let usual = assessment.parts.model(of: node)
    if usual != node.model { lines.append("       compared as if it were \(check.models[usual])") }
    let settings = check.settings[node.settings].map(\.description)
    lines.append("settings: \(settings.isEmpty ? "none" : settings.joined(separator: ", "))")
    if let usual = assessment.memory.usual(for: node) {
      lines.append("          compared as if memory were \(usual)")
    }
    if let watts = node.watts { lines.append("power: \(Quantity.text(watts, "W")) on average") }
    for (family, name) in Self.families {
      guard let rate = assessment.rates[family] else { continue }
      let rule =
        "Benjamini-Hochberg \(FalseDiscoveryRate.allowed) over \(rate.tests) tests of \(name)"
      lines.append(
        assessment.threshold(of: family).map { "counts: p ≤ \($0), \(rule)" }
          ?? "counts: no p is small enough, \(rule)")
    }
    lines.append(
      "        and a loss of \(Threshold.level) of a median, \(Threshold.tail) of p10/p90; \(Threshold.idle) of idle power too much"
    )
  }

  private mutating func explain(
    _ result: CheckedNode.Result, _ tests: [PerformanceTest], _ node: CheckedNode, _ place: Int
  ) {
    let benchmark = check.benchmarks[Int(result.benchmark)]
    lines += ["", benchmark.description]
    let settings = check.settings[Int(result.settings)]
    let others = settings.filter { !check.settings[node.settings].contains($0) }
    if !others.isEmpty {
      lines.append("  measured with \(others.map(\.description).joined(separator: ", "))")
    }
    if result.modes > 1 {
      lines.append("  level: not judged, for its values jump between \(result.modes) modes")
    }
    let model = assessment.parts.model(of: node)
    if let jumping = assessment.jumping.first(where: {
      $0.model == model && $0.benchmark == Int(result.benchmark)
    }) {
      lines.append(
        "  not judged: values jump between modes on \(jumping.count) of \(jumping.nodes) nodes of its model"
      )
      return
    }
    guard let first = tests.first else {
      if result.modes > 1 { return }
      lines.append(
        benchmark.isIdlePower && assessment.mistaken.contains(place)
          ? "  not judged: its power is in another unit"
          : "  not judged: fewer than \(PeerGroup.leastCount) of its model \(benchmark.isIdlePower ? "say" : "ran") it"
      )
      return
    }
    let group = assessment.groups[first.group]
    lines.append("  group: \(group.count) nodes, \(group.title)")
    if group.isWidened {
      let own = settings.filter {
        !group.settings.contains($0)
          && !(benchmark.isIdlePower && $0.key == IdleSettings.leftOut)
      }
      lines.append(
        "         widened, fewer than \(PeerGroup.leastCount) agree in \(own.map(\.description).joined(separator: ", "))"
      )
    }
    if assessment.leastLosses[first.group].isBlunt {
      lines.append(
        "         not judged: of so few nodes among so many tests only a greater loss than \(Threshold.blunt) would count"
      )
    }
    let direction = benchmark.isRate ? "ln" : "−ln"
    for test in tests {
      if test.isTail {
        lines.append(
          "  tail:  ln(p10/p90) = \(test.value) of \(result.samples) samples")
      } else {
        lines.append(
          "  level: \(direction)(median) = \(direction)(\(result.median)) = \(test.value), \(result.samples) samples, standard error \(result.repeatability)"
        )
      }
      explain(test)
    }
  }

  private mutating func explain(_ test: PerformanceTest) {
    let fit = test.fit
    if let drift = (test.isTail ? assessment.tailDrifts : assessment.drifts)[test.group] {
      lines.append(
        "    the group fell \(drift.loss) behind its baseline (z \(drift.deviations)), so the baseline is the measure"
      )
    }
    lines.append(
      "    location = mean of those within \(GoodSideFit.reach) scales of the shortest half, twice = \(fit.location)"
    )
    lines.append(
      "    scale = max(\(Self.spread(of: test.reference.count)), floor) = max(\(fit.spread), \(fit.floor)) = \(fit.scale)"
    )
    let chance = test.reference.chance
    lines.append(
      "    z = (\(fit.location) − \(test.value)) / \(fit.scale) = \(test.deviations), p = P(t > z / \(chance.factor)) = \(test.probability) "
        + "with \(chance.freedom) degrees of freedom, of \(test.reference.count) nodes"
    )
    let losses = assessment.leastLosses[test.group]
    if let least = test.isTail ? losses.tail : losses.level {
      lines.append("    the least loss that would count among so many tests = \(least)")
    }
    let judgement =
      assessment.counts(test)
      ? "counts"
      : test.probability <= assessment.threshold(of: test.family) ?? -1
        ? "does not count: too small a loss" : "does not count: chance explains it"
    lines.append(
      "    loss = 1 − exp(\(test.value) − \(fit.location)) = \(test.loss): \(judgement)")
  }

  private static func spread(of count: Int) -> String {
    switch count {
    case ..<GoodSideFit.some:
      "\(GoodSideFit.betterFactor) · root mean square distance of the better three quarters"
    case ..<GoodSideFit.many:
      "\(GoodSideFit.clippedFactor) · root mean square distance of those"
    default:
      "\(GoodSideFit.clippedFactor) · root mean square distance of those, or of the better ones among them"
    }
  }
}
