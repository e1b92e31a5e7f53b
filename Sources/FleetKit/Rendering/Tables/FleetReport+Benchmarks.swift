internal import NodeModel

extension FleetReport {
  /// The results of one benchmark on one model.
  struct BenchmarkLine {
    let model: ModelStatistics
    let key: BenchmarkName
    let statistics: BenchmarkStatistics
    /// The nodes' middle samples, the smallest first.
    let medians: [Double]
  }

  /// Models with the most nodes first, benchmarks by name.
  var benchmarkLines: [BenchmarkLine] {
    models.flatMap { model in
      model.benchmarks.sorted { $0.key < $1.key }.map {
        BenchmarkLine(model: model, key: $0, statistics: $1, medians: $1.medians.sorted())
      }
    }
  }

  /// Models with the most nodes first.
  var models: [ModelStatistics] {
    statistics.models.values.sorted { ($1.nodes, $0.name) < ($0.nodes, $1.name) }
  }

  /// Hardware models.
  func modelTable(limit: Int = .max) -> ReportTable {
    let models = self.models
    let figures = LineFigures(
      models.map(\.balance), isKnown: models.map { $0.coveredSlots > 0 })
    let idle = models.map(\.usualIdle)
    let isIdleKnown = idle.contains { $0 != nil }
    typealias Column = ReportTable.Column
    var table = ReportTable(
      "models", "Hardware models",
      [
        Column(key: "model", title: "Model", measure: .text),
        Column(key: "nodes", title: "Nodes", measure: .count),
        Column(key: "node_watts", title: "Mean power of a node", measure: .power),
        Column(key: "idle_watts", title: "Idle, W", measure: .figure),
        Column(key: "idle_nodes", title: "Idle, nodes", measure: .count),
        Column(key: "idle_domains", title: "Idle of", measure: .text, isDetail: !isIdleKnown),
        Column(key: "critical_nodes", title: "Critical nodes", measure: .count),
        Column(key: "critical_low_ratio", title: "Critical, least", measure: .share),
        Column(key: "critical_high_ratio", title: "Critical, most", measure: .share),
      ] + figures.columns)
    for (line, model) in models.enumerated() where line < limit {
      var cells: [ReportTable.Cell] = [
        .text(model.name), .count(model.nodes), .number(model.meanWatts),
      ]
      cells += idleCells(idle[line])
      cells += criticalCells(model)
      table.add(cells + figures.cells(line))
    }
    if models.count > limit {
      table.notes.append("\(Figure.whole(models.count - limit)) more in models.csv.")
    }
    if isIdleKnown {
      table.notes.append(
        "Idle is what the middle node draws without activity, as its meters have learnt it: nothing of it is estimated. "
          + "Nodes whose meters see something else than those of most nodes of their model are not among them."
      )
    }
    if judgement != nil {
      table.notes.append(
        "Critical are nodes of which a finding is critical now, with the exact 95 % bounds of their share. How often "
          + "nodes fail in a time nobody can say: reports tell neither when something broke nor what was mended."
      )
    }
    return table
  }

  private func idleCells(_ idle: ModelStatistics.Idle?) -> [ReportTable.Cell] {
    guard let idle else { return [.absent, .absent, .absent] }
    return [.real(idle.median), .count(idle.watts.count), .text(idle.domains)]
  }

  /// How many nodes of a model are critical, and between what shares that speaks for; absent where nobody looked.
  private func criticalCells(_ model: ModelStatistics) -> [ReportTable.Cell] {
    guard judgement != nil else { return [.absent, .absent, .absent] }
    let count = model.numbers.count { statuses[Int($0)] == .critical }
    let bounds = Chance.bounds(count, of: model.nodes)
    return [.count(count), .real(bounds.low), .real(bounds.high)]
  }

  /// Distributions by model and benchmark.
  var benchmarkTable: ReportTable {
    typealias Column = ReportTable.Column
    func figure(_ key: String, _ title: String) -> Column {
      Column(key: key, title: title, measure: .figure)
    }
    var table = ReportTable(
      "benchmarks", "Benchmarks",
      [
        Column(key: "model", title: "Model", measure: .text),
        Column(key: "suite", title: "Suite", measure: .text),
        Column(key: "case", title: "Case", measure: .text),
        Column(key: "parameters", title: "Parameters", measure: .text),
        Column(key: "unit", title: "Unit", measure: .text),
        Column(key: "nodes", title: "Nodes", measure: .count),
        Column(key: "samples", title: "Samples", measure: .count, isDetail: true),
        figure("p5", "p5"), figure("p50", "p50"), figure("p95", "p95"),
        figure("node_least", "Least node"), figure("node_median", "Middle node"),
        figure("node_greatest", "Greatest node"), figure("joules_median", "J per operation"),
        Column(
          key: "multimodal", title: "With modes", measure: .count,
          isDetail: !benchmarkLines.contains { $0.statistics.jumping > 0 }),
        Column(key: "unverified", title: "Wrong", measure: .count, isDetail: true),
        Column(key: "disturbed", title: "Disturbed", measure: .count, isDetail: true),
      ])
    for line in benchmarkLines {
      let (key, found) = (line.key, line.statistics)
      table.add([
        .text(line.model.name), .text(key.suite), .text(key.name), .text(key.parameters),
        .text(key.unit), .count(found.medians.count), .count(found.samples.count),
        .number(found.samples.quantile(0.05)), .number(found.samples.quantile(0.5)),
        .number(found.samples.quantile(0.95)), .number(line.medians.first),
        .number(Quantiles.quantile(0.5, of: line.medians)), .number(line.medians.last),
        .number(Quantiles.quantile(0.5, of: found.energies.sorted())), .count(found.jumping),
        .count(found.unverified), .count(found.disturbed),
      ])
    }
    return table
  }
}
