import Agent
import EnergyLedger
import Exporters
import NodeModel
import Terminal

/// What is said of a command when it has ended. What is not known is not said, and why stands there.
struct RunSummary {
  /// The command's words.
  let command: [String]
  let tags: [String: String]
  let ending: RunningCommand.Ending
  /// In nanoseconds, by the clock that goes on while the machine sleeps.
  let wallTime: UInt64
  /// CPU time of all of it, in nanoseconds.
  let processorTime: UInt64
  /// Why the command has no group of its own; nil where it has.
  let weakness: String?
  /// What its ledger says.
  let report: Result<CommandReport, RunLedger.Unknown>
  /// Where the job stands.
  var place = ""
  /// How many of its processes go on.
  var left = 0
  /// Why it was counted with defaults and not with the node's configuration; nil where it was not.
  var configurationFailure: String?

  private var known: CommandReport? { try? report.get() }

  // MARK: For people

  /// Lines for a terminal, names and values under each other.
  var lines: [String] {
    var rows: [(String, String)] = [("time", time), ("CPU", processor)]
    rows += energy
    if let known, let footprint = known.footprint {
      let grams = Self.scaled(footprint.grams * 1e6, "g")
      rows.append(("carbon", grams + " CO2e, by " + footprint.factors))
      if let cost = footprint.cost, let currency = footprint.currency {
        let prices = footprint.prices.map { ", by " + $0 } ?? ""
        rows.append(("cost", Self.money(cost) + " " + currency + prices))
      }
    }
    if let configurationFailure {
      rows.append(("config", "counted with defaults: " + configurationFailure.printable))
    }
    if let weakness {
      rows.append(
        ("weak", "no control group of its own, so its processes are followed: \(weakness)"))
    }
    if left > 0 {
      rows.append(
        ("left", "\(left) of its processes \(left == 1 ? "goes" : "go") on, no more as part of it"))
    }
    rows.append(("job", place))
    let width = rows.map(\.0.count).max() ?? 0
    return rows.map { name, value in
      name + String(repeating: " ", count: width - name.count + 2) + value
    }
  }

  private var time: String {
    let seconds = Double(wallTime) / 1e9
    let long = seconds >= 60 ? " (\(Quantity.duration(seconds)))" : ""
    let end =
      switch ending {
      case .status(0): ""
      case .status(let status): ", exit status \(status)"
      case .signal(let signal): ", ended by signal \(signal)"
      case .lost: ", how it ended is not known"
      }
    return Quantity.fixed(seconds, 2) + " s" + long + end
  }

  private var processor: String {
    let cores = Double(processorTime) / Double(max(1, wallTime))
    return Quantity.fixed(Double(processorTime) / 1e9, 2) + " s"
      + (wallTime > 0 ? ", \(Quantity.fixed(cores, 2)) cores" : "")
  }

  private var energy: [(String, String)] {
    switch report {
    case .failure(let unknown): return [("energy", "not known: " + unknown.line)]
    case .success(let report):
      var rows: [(String, String)] = []
      if report.isKnown {
        let totals = report.record.totals
        rows.append(
          ("energy", Self.bounded(totals.energy.count, totals.low, totals.high) + quality))
        rows.append(("power", Self.scaled(watts(totals.energy.count) * 1e6, "W") + " on average"))
      } else {
        let cause =
          report.node == nil
          ? "nothing on this node tells energy, or it was too short"
          : "more jobs than jobs.limit; it is counted with others"
        rows.append(("energy", "not known: " + cause))
      }
      if let node = report.node {
        let what = report.lacks.isEmpty ? "all of it" : Self.words(lacking: report.lacks)
        rows.append(
          ("node", Self.bounded(node.energy, node.low, node.high) + " in that time, " + what))
      }
      return rows
    }
  }

  /// How the energy is known, in words.
  private var quality: String {
    guard let known, let tier = known.record.totals.knownTier else { return "" }
    let word =
      switch tier.quality {
      case .measured: "measured"
      case .derived: "derived"
      case .modelled: "modelled"
      case .estimated: "estimated"
      }
    // The whole of it stands in the JSON.
    let method = known.method?.prefix { $0 != ":" } ?? ""
    return ", \(word)" + (method.isEmpty ? "" : ": " + method) + " (tier \(tier.letter))"
  }

  private func watts(_ microjoules: UInt64) -> Double {
    Double(microjoules) / 1e6 / (Double(max(1, wallTime)) / 1e9)
  }

  private static func bounded(_ energy: UInt64, _ low: UInt64, _ high: UInt64?) -> String {
    let (sum, least) = (scaled(Double(energy), "J"), scaled(Double(low), "J"))
    guard let high else { return "\(sum) (at least \(least))" }
    return "\(sum) (\(least) to \(scaled(Double(high), "J")))"
  }

  private static func words(lacking parts: [String]) -> String {
    "without what no meter counts: "
      + parts.map { $0 == "rest" ? "fans, drives, board, power supply" : $0 }
      .joined(separator: ", ")
  }

  /// Millionths of a unit with the prefix that keeps them short: a short command takes millijoules.
  private static func scaled(_ millionths: Double, _ unit: String) -> String {
    Quantity.scaled(millionths, 1000, ["µ", "m", "", "k", "M", "G"].map { $0 + unit })
  }

  /// Two digits that count, as many places as that takes.
  private static func money(_ value: Double) -> String {
    var places = 2
    var rest = value * 100
    while rest > 0, rest < 10, places < 12 {
      rest *= 10
      places += 1
    }
    return Quantity.fixed(value, places)
  }

  // MARK: For programs

  /// `docs/schema/run.json`.
  var json: [UInt8] {
    var writer = JSONWriter()
    writer.object { json in
      json.member("schema", "nodeprobe.run/1")
      json.key("command")
      json.array { json in for word in command { json.string(word) } }
      json.member("tags", texts: tags)
      json.member("exit_status", count: ending.exitStatus)
      if case .signal(let signal) = ending { json.member("signal", count: signal) }
      json.member("wall_seconds", Double(wallTime) / 1e9)
      json.member("cpu_seconds", Double(processorTime) / 1e9)
      json.member("weak", weakness)
      json.member("configuration_failure", configurationFailure)
      if let known { write(known, into: &json) }
      json.member("left_processes", count: left)
      json.member("place", place)
    }
    writer.newline()
    return writer.text.bytes
  }

  private func write(_ report: CommandReport, into json: inout JSONWriter) {
    let record = report.record
    json.member("job_id", record.id)
    json.member("within", report.outer)
    json.member("name", record.name)
    json.member("epoch", record.epoch.description)
    json.member("start", time: record.start)
    if let end = record.end { json.member("end", time: end) }
    if report.isKnown {
      JobTotals(record.totals).write(to: &json)
      json.member("watts", watts(record.totals.energy.count))
    }
    json.member("method", report.method)
    report.node?.write(into: &json)
    report.writeLacks(into: &json)
    guard let footprint = report.footprint else { return }
    json.member("carbon_grams", footprint.grams)
    json.member("carbon_factors", footprint.factors)
    json.member("cost", footprint.cost)
    json.member("currency", footprint.currency)
    json.member("cost_factors", footprint.prices)
  }
}
