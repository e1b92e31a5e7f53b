internal import Footprint
internal import Probes

extension Configuration {
  /// The configuration as a document that reads back as itself, every default written out and every key
  /// that has none as a comment.
  public var yaml: String {
    var lines: [String] = []
    if let listen { lines.append("listen: \"\(listen)\"") }
    lines.append("http:")
    lines.append("  hosts: \(Self.list(http.hosts))")
    lines.append("interval: \(TimeSpan.text(interval))")
    lines.append("site:")
    lines.append(Self.member("name", site.name, example: "fra1"))
    lines.append(Self.member("rack", site.rack, example: "r12"))
    lines.append(Self.member("zone", site.zone, example: "DE"))
    lines.append("  basis: \(site.basis.rawValue)")
    if let pue = site.pue {
      lines.append("  pue:")
      lines.append("    value: \(pue.value)")
      if let category = pue.category { lines.append("    category: \(category.rawValue)") }
      if let year = pue.year { lines.append("    year: \(year)") }
      if let source = pue.source { lines.append("    source: \(source.yamlQuoted)") }
    } else {
      lines.append("  # pue: {value: 1.3, category: pue2, year: 2025, source: \"annual report\"}")
    }
    lines += marketLines
    lines.append("cost:")
    lines.append(Self.member("currency", cost.currency, example: "EUR"))
    lines.append(Self.member("per_kwh", cost.perKilowattHour, example: "0.21"))
    lines.append(Self.member("per_core_hour", cost.perCoreHour, example: "0.01"))
    lines.append(Self.member("per_gpu_hour", cost.perGPUHour, example: "1.2"))
    lines += budgetLines
    lines.append("jobs:")
    lines.append("  limit: \(jobs.limit)")
    lines.append("  keep_scrapes: \(jobs.keepScrapes)")
    lines.append("  keep_minutes: \(jobs.keepMinutes)")
    lines.append("  static_policy: \(jobs.staticPolicy)")
    lines.append("  counters: \(jobs.counters)")
    lines.append("  units: \(Self.list(jobs.units))")
    lines.append(Self.member("squeue", jobs.squeue, example: "/usr/bin/squeue"))
    lines.append(Self.member("rules", jobs.rules, example: "/etc/nodeprobe/rules.yaml"))
    lines.append("state:")
    lines.append("  retention: \(TimeSpan.text(state.retention))")
    lines.append("probes:")
    for name in Self.probeNames {
      let setting = probes[name] ?? ProbeSetting()
      var text = "  \(name): {enabled: \(setting.isEnabled)"
      if let cadence = setting.cadence { text += ", cadence: \(Self.text(of: cadence))" }
      lines.append(text + "}")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private var marketLines: [String] {
    var lines: [String] = []
    if site.contracts.isEmpty {
      lines.append("  # contracts: [{share: 0.6, intensity: 0, source: \"wind park\"}]")
    } else {
      lines.append("  contracts:")
      lines += site.contracts.map {
        "    - {share: \($0.share), intensity: \($0.intensity), source: \($0.source.yamlQuoted)}"
      }
    }
    let mix = site.residualMix
    lines.append(
      mix.map {
        "  residual_mix: {intensity: \($0.intensity), source: \($0.source.yamlQuoted)}"
      } ?? "  # residual_mix: {intensity: 720, source: \"AIB 2024\"}")
    return lines
  }

  private var budgetLines: [String] {
    guard !budgets.entries.isEmpty else {
      return ["# budgets: [{team: vision, kwh_per_month: 1200}]"]
    }
    return ["budgets:"]
      + budgets.entries.map {
        "  - {team: \($0.team.yamlQuoted), kwh_per_month: \($0.kilowattHours)}"
      }
  }

  private static func list(_ words: [String]) -> String {
    "[\(words.map(\.yamlQuoted).joined(separator: ", "))]"
  }

  private static func member(_ name: String, _ value: String?, example: String) -> String {
    value.map { "  \(name): \($0.yamlQuoted)" } ?? "  # \(name): \(example)"
  }

  private static func member(_ name: String, _ value: Double?, example: String) -> String {
    value.map { "  \(name): \($0)" } ?? "  # \(name): \(example)"
  }

  private static func text(of cadence: Cadence) -> String {
    switch cadence {
    case .everyRound: "0"
    case .seconds(let seconds): "\(seconds)s"
    }
  }
}
