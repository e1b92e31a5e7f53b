internal import Glibc
internal import NodeModel

/// The comparisons that count, as findings: one for each node, suite and kind, with what explains it.
struct Outliers {
  /// With the places of their nodes.
  private(set) var findings: [(node: Int, finding: FleetFinding)] = []
  /// The nodes that are slow, ascending.
  private(set) var nodes: [Int] = []

  private let check: FleetCheck
  private let assessment: Assessment
  private let counts: [ModelKey: [String: Int]]

  private struct Key: Hashable {
    let node: Int
    let suite: String
    let isTail: Bool
  }

  init(of check: FleetCheck, _ assessment: Assessment) {
    self.check = check
    self.assessment = assessment
    counts = Self.settingCounts(of: check, assessment.parts)
    let counted = assessment.tests.filter(assessment.counts)
    let groups = Dictionary(grouping: counted) { test in
      Key(node: test.node, suite: benchmark(test).suite, isTail: test.isTail)
    }
    let keys = groups.keys.sorted {
      ($0.node, $0.suite, $0.isTail ? 1 : 0) < ($1.node, $1.suite, $1.isTail ? 1 : 0)
    }
    for key in keys {
      let tests = (groups[key] ?? []).sorted {
        ($1.loss, benchmark($0)) < ($0.loss, benchmark($1))
      }
      if let worst = tests.first {
        let isIdle = benchmark(worst).isIdlePower
        findings.append(
          (key.node, isIdle ? idleFinding(worst) : finding(worst, and: tests.dropFirst())))
      }
    }
    nodes = Set(counted.filter { !benchmark($0).isIdlePower }.map(\.node)).sorted()
  }

  /// What a loss of a tail or of a median is called.
  static func kind(isTail: Bool) -> String { isTail ? "straggler" : "slow" }

  /// A node that draws more than others when nothing happens: it is no slower, and no run shows it.
  private func idleFinding(_ test: PerformanceTest) -> FleetFinding {
    let node = check.nodes[test.node]
    let measure = self.measure(of: test)
    var finding = FleetFinding(
      .warning, kind: "idle_power", place: node.place, subject: "idle power",
      text: Self.text(measure), confidence: .suspect, firstSeen: node.end, action: Remedy.idle)
    finding.measure = measure
    finding.cost = node.cost(ofDrawing: measure.value - measure.expected)
    finding.evidence = Self.widening(measure)
    explain(&finding, test, check.result(test.result))
    return finding
  }

  private static func widening(_ measure: FleetFinding.Measure) -> [String] {
    measure.isWidened
      ? [
        "compared with \(measure.count) machines whose settings differ, for too few agree in all"
      ] : []
  }

  private func benchmark(_ test: PerformanceTest) -> BenchmarkName {
    assessment.groups[test.group].benchmark
  }

  private func finding(
    _ test: PerformanceTest, and others: ArraySlice<PerformanceTest>
  ) -> FleetFinding {
    let node = check.nodes[test.node]
    let result = check.result(test.result)
    let measure = self.measure(of: test)
    let ended = result.ended ?? node.end
    var finding = FleetFinding(
      test.loss >= 0.2 ? .critical : .warning, kind: Self.kind(isTail: test.isTail),
      place: node.place, subject: measure.benchmark.suite, text: Self.text(measure),
      confidence: .suspect, firstSeen: ended,
      action: Remedy.slow(measure.benchmark.suite))
    finding.measure = measure
    let newest = check.times(of: test.node, in: measure.benchmark.suite)?.upperBound ?? ended
    finding.runs = RunHistory(foundAt: newest)
    // A tenth of the samples is no tenth of the time.
    finding.cost = node.cost(ofLosing: test.isTail ? result.lag : test.loss)
    finding.evidence = others.map { Self.text(self.measure(of: $0)) } + Self.widening(measure)
    explain(&finding, test, result)
    check.baseline?.earlier.join(to: &finding, ended: ended, newest: newest)
    return finding
  }

  /// Joins the fact that explains a finding, if there is one.
  private func explain(
    _ finding: inout FleetFinding, _ test: PerformanceTest, _ result: CheckedNode.Result
  ) {
    let suite = finding.measure?.benchmark.suite ?? finding.subject
    let node = check.nodes[test.node]
    let memory = assessment.memory.findings[test.node]
    let parts = assessment.parts.findings[test.node] ?? []
    let facts = node.facts + parts + (memory.map { [$0] } ?? [])
    let causes = facts.filter { Self.explains($0.kind, of: $0.subject, suite) }
    let unusual = unusualSettings(of: result, on: node).filter {
      memory == nil || $0.setting.key != MemoryFacts.key
    }
    if let cause = causes.first {
      finding.text += ": \(cause.subject), \(cause.text)"
      finding.confidence = .high
      finding.action = cause.action
    } else if suite == "bandwidth" || suite == "latency",
      let memory = unusual.first(where: { $0.setting.key == MemoryFacts.key })
    {
      finding.text += ": memory is \(memory.setting.value), usual is \(memory.usual)"
      finding.confidence = .high
    } else if !result.disturbances.isEmpty {
      finding.text += ": disturbed by " + result.disturbances.joined(separator: ", ")
      finding.action =
        result.disturbances.contains("throttle") ? Remedy.slow("gemm") : Remedy.disturbed
    }
    finding.evidence += causes.dropFirst().map { "\($0.subject): \($0.text)" }
    finding.evidence += unusual.map { "\($0.setting), usual is \($0.usual)" }
  }

  /// Which facts of nodes slow which suites: the link of a PCI device what runs on devices, that of a network interface
  /// what goes over the network.
  private static func explains(_ kind: String, of subject: String, _ suite: String) -> Bool {
    switch kind {
    case "link" where isDeviceAddress(subject):
      ["accelerator", "network", "disk", "pcie"].contains(suite)
    case "link": suite == "network"
    // Fans and leakage follow the heat; what is slowed down draws less.
    case "temperature": true
    case "throttle", "power", "cores": suite != "idle"
    case "accelerators": suite == "accelerator"
    case "memory", "ecc": suite == "bandwidth" || suite == "latency"
    default: false
    }
  }

  /// Whether a finding is about a PCI device, as "0000:40:00.0 NVIDIA H100": its domain, bus, device and function.
  private static func isDeviceAddress(_ subject: String) -> Bool {
    let parts = subject.prefix { $0 != " " }.split(
      separator: ":", omittingEmptySubsequences: false)
    return parts.count == 3 && parts[2].contains(".")
      && parts.allSatisfy { part in part.contains { $0.isHexDigit } }
  }

  /// The settings of a result that fewer than a tenth of its node's model have.
  private func unusualSettings(
    of result: CheckedNode.Result, on node: CheckedNode
  ) -> [(setting: NodeSetting, usual: String)] {
    check.settings[Int(result.settings)].compactMap { setting in
      let model = assessment.parts.model(of: node)
      let values = counts[ModelKey(model: model, key: setting.key)] ?? [:]
      let all = values.values.reduce(0, +)
      guard 10 * (values[setting.value] ?? 0) < all,
        let usual = values.max(by: { ($0.value, $1.key) < ($1.value, $0.key) })
      else { return nil }
      return (setting, usual.key)
    }
  }

  private struct ModelKey: Hashable {
    let model: Int
    let key: String
  }

  /// How many nodes of a model have which value of a setting.
  private static func settingCounts(
    of check: FleetCheck, _ parts: PartFacts
  ) -> [ModelKey: [String: Int]] {
    var counts: [ModelKey: [String: Int]] = [:]
    for node in check.nodes {
      let model = parts.model(of: node)
      for setting in check.settings[node.settings] {
        counts[ModelKey(model: model, key: setting.key), default: [:]][
          setting.value, default: 0] += 1
      }
    }
    return counts
  }

  private func measure(of test: PerformanceTest) -> FleetFinding.Measure {
    let group = assessment.groups[test.group]
    let result = check.result(test.result)
    let expected = exp(
      test.isTail ? test.fit.location : group.benchmark.oriented(test.fit.location))
    return FleetFinding.Measure(
      benchmark: group.benchmark, isTail: test.isTail,
      value: test.isTail ? exp(test.value) : result.median, expected: expected, loss: test.loss,
      deviations: test.deviations, probability: test.probability,
      count: test.isTail ? group.tailCount : group.count,
      group: group.title, isWidened: group.isWidened)
  }

  /// "−8.1 % gemm fp64 n=4096: 4.71 Tflop/s, 5.12 Tflop/s of 640 alike (z 6.9)".
  static func text(_ measure: FleetFinding.Measure) -> String {
    let change = Quantity.percent(measure.value / measure.expected - 1)
    let unit = measure.isTail ? "" : measure.benchmark.unit
    let (value, expected) = (
      Quantity.text(measure.value, unit), Quantity.text(measure.expected, unit)
    )
    let what = measure.isTail ? " p10/p90 of " : " "
    return "\(change)\(what)\(measure.benchmark): \(value), \(expected) of \(measure.count) alike "
      + "(z \(Quantity.digits(measure.deviations)))"
  }
}
