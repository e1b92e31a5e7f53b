internal import Glibc
internal import NodeModel

/// Findings about many machines at once: settings that cost performance, and groups behind their baseline.
struct GroupFindings {
  private(set) var findings: [FleetFinding] = []

  init(of check: FleetCheck, _ assessment: Assessment) {
    addConfigurations(check, assessment)
    addDrifts(check, assessment)
  }

  private struct Key: Hashable {
    let model: Int
    let setting: NodeSetting
  }

  /// One finding for each model and value: the benchmark that it costs most, the others as evidence.
  private mutating func addConfigurations(_ check: FleetCheck, _ assessment: Assessment) {
    let all = assessment.configurations.flatMap { cost in cost.values.map { (cost, $0) } }
    let groups = Dictionary(grouping: all) { Key(model: $0.0.model, setting: $0.1.setting) }
    for (key, group) in groups.sorted(by: {
      ($0.key.model, $0.key.setting) < ($1.key.model, $1.key.setting)
    }) {
      // What costs performance before what only draws power.
      func rank(_ one: (ConfigurationCost, ConfigurationCost.Value)) -> (Int, Double) {
        (check.benchmarks[one.0.benchmark].isIdlePower ? 1 : 0, -one.1.loss)
      }
      let sorted = group.sorted { rank($0) < rank($1) }
      guard let (cost, value) = sorted.first else { continue }
      var finding = FleetFinding(
        .warning, kind: "configuration", place: FleetFinding.Place(),
        subject: check.models[key.model],
        text: Self.text(cost, value, check), confidence: .high, action: Remedy.configuration)
      finding.evidence = Self.names(of: value.nodes, check).map { ["on " + $0] } ?? []
      finding.evidence += ["explains \(Self.percent(cost.share)) of the variance among its model"]
      if !cost.confounded.isEmpty {
        finding.evidence.append(
          "cannot be told from " + cost.confounded.map(\.description).joined(separator: ", "))
      }
      finding.evidence += sorted.dropFirst().map {
        Self.effect($0.1.loss, check.benchmarks[$0.0.benchmark])
      }
      if !check.benchmarks[cost.benchmark].isIdlePower {
        finding.cost = Self.cost(of: value.nodes, losing: value.loss, check)
      }
      findings.append(finding)
    }
  }

  /// "bios 1.4 costs 4.3 % of gemm fp64: 12 nodes against 640 with bios 1.7".
  static func text(
    _ cost: ConfigurationCost, _ value: ConfigurationCost.Value, _ check: FleetCheck
  ) -> String {
    "\(value.setting) \(effect(value.loss, check.benchmarks[cost.benchmark])): "
      + "\(value.count) nodes against \(cost.best.count) with \(cost.best.setting)"
  }

  /// "costs 4.3 % of gemm fp64", "draws 12.5 % more idle power wall".
  private static func effect(_ loss: Double, _ benchmark: BenchmarkName) -> String {
    benchmark.isIdlePower
      ? "draws \(percent(1 / (1 - loss) - 1)) more \(benchmark)"
      : "costs \(percent(loss)) of \(benchmark)"
  }

  /// More are a kind of machine, and nobody's list of work.
  private static let mostNames = 50

  /// The nodes that have a setting; nil of too many to be named.
  private static func names(of nodes: [Int], _ check: FleetCheck) -> String? {
    guard nodes.count <= mostNames else { return nil }
    return nodes.map { number in
      let node = check.nodes[number]
      return node.place.hostname ?? String(node.id.description.prefix(12))
    }
    .sorted(by: NaturalOrder.precedes).joined(separator: ", ")
  }

  /// One finding for each model and settings: the benchmark that fell most, the others as evidence. Its nodes lose what
  /// that one loses, and not that once more for each benchmark.
  private mutating func addDrifts(_ check: FleetCheck, _ assessment: Assessment) {
    let places = Set(assessment.drifts.keys).union(assessment.tailDrifts.keys).sorted()
    let all = places.flatMap { place in
      [assessment.drifts[place], assessment.tailDrifts[place]].compactMap(\.self)
        .map { (place: place, drift: $0) }
    }
    let slow = all.map { assessment.groups[$0.place] }.filter { !$0.benchmark.isIdlePower }
    let machines = Dictionary(grouping: all) { one in
      let group = assessment.groups[one.place]
      // Idle power is compared without regard to the program of benchmarks: it stands with what it may be.
      let alike =
        group.benchmark.isIdlePower
        ? slow.first {
          $0.model == group.model && IdleSettings.kept($0.settings) == group.settings
        } : nil
      return Machines(model: group.model, settings: (alike ?? group).settings)
    }
    let ordered = machines.values.sorted { ($0.first?.place ?? 0) < ($1.first?.place ?? 0) }
    for drifts in ordered {
      func isIdle(_ place: Int) -> Bool { assessment.groups[place].benchmark.isIdlePower }
      // What became slower before what only draws power.
      func rank(_ one: (place: Int, drift: Drift)) -> (Int, Double, Int) {
        (isIdle(one.place) ? 1 : 0, -one.drift.loss, one.place)
      }
      let sorted = drifts.sorted { rank($0) < rank($1) }
      guard let (place, drift) = sorted.first else { continue }
      let group = assessment.groups[place]
      let isCritical = sorted.contains {
        $0.drift.loss >= 0.2 && !$0.drift.isTail && !isIdle($0.place)
      }
      var finding = FleetFinding(
        isCritical ? .critical : .warning, kind: "drift",
        place: FleetFinding.Place(),
        subject: group.title, text: Self.text(drift, group), confidence: .high,
        action: Remedy.drift)
      let (count, before) =
        drift.isTail
        ? (group.tailCount, drift.before.tailCount) : (group.count, drift.before.count)
      finding.evidence = [
        "\(count) nodes now, \(before) in the baseline; each is compared with the baseline"
      ]
      if drift.before.settings != group.settings {
        let settings = drift.before.settings.map(\.description).joined(separator: ", ")
        finding.evidence.append(
          "the baseline has no group with these settings: "
            + (settings.isEmpty ? "its whole model" : "its group with \(settings)"))
      }
      finding.evidence += sorted.dropFirst().map {
        Self.text($0.drift, assessment.groups[$0.place])
      }
      // What tails cost stands at their nodes, and idle power loses no capacity.
      let costly = sorted.first { !$0.drift.isTail && !isIdle($0.place) }
      finding.cost = costly.map {
        Self.cost(of: assessment.driftedNodes[$0.place] ?? [], losing: $0.drift.loss, check)
      }
      findings.append(finding)
    }
  }

  private struct Machines: Hashable {
    let model: String
    let settings: [NodeSetting]
  }

  /// "−7.9 % gemm fp64: 4.71 Tflop/s, 5.12 Tflop/s in the baseline (z 31.2)".
  private static func text(_ drift: Drift, _ group: PeerGroup) -> String {
    let benchmark = group.benchmark
    func value(_ fit: GoodSideFit) -> Double {
      exp(drift.isTail ? fit.location : benchmark.oriented(fit.location))
    }
    let (now, before) = (value(drift.now), value(drift.fit))
    let unit = drift.isTail ? "" : benchmark.unit
    return
      "\(Quantity.percent(now / before - 1))\(drift.isTail ? " p10/p90 of" : "") \(benchmark): "
      + "\(Quantity.text(now, unit)), \(Quantity.text(before, unit)) in the baseline "
      + "(z \(Quantity.digits(drift.deviations)))"
  }

  private static func cost(
    of nodes: [Int], losing share: Double, _ check: FleetCheck
  ) -> FleetFinding.Cost {
    nodes.reduce(into: FleetFinding.Cost(nodeHours: 0, kilowattHours: 0, grams: nil)) { sum, node in
      let one = check.nodes[node].cost(ofLosing: share)
      sum.nodeHours += one.nodeHours
      sum.kilowattHours += one.kilowattHours
      if let grams = one.grams { sum.grams = (sum.grams ?? 0) + grams }
    }
  }

  private static func percent(_ share: Double) -> String {
    String(Quantity.percent(share).drop { $0 == "+" })
  }
}
