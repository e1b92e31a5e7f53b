import Agent
import EnergyLedger
import NodeModel

/// The meters of this node, read as the agent reads them: the same probes, workers and ledger, so that
/// wraps, twins and nested domains are what they are there.
///
/// A meter of the whole node makes a model of the node, less accelerators, which have meters of their own;
/// counters of processors make one of a package.
final class NodeMeter: ReferenceMeter {
  let name: String
  let scope: Calibration.Scope
  let bounds: EnergyBounds?

  private let sampler: LocalSampler
  private let rung: Rung
  private let packages: Int
  private var series = WattSeries()
  private var last: (time: UInt64, energy: NodeEnergy)?
  private var nextRound: UInt64 = 0

  /// Time between two rounds, in nanoseconds.
  static let interval: UInt64 = 1_000_000_000
  /// Rounds after which the best source has told its energy: chips behind a worker speak later than counters.
  private static let firstRounds = 5

  /// Nothing on the node tells its power.
  struct Nothing: Error, CustomStringConvertible {
    /// The rungs that a meter could stand on, each with the reason why none does.
    let rungs: [(rung: String, reason: String)]

    var description: String {
      let reasons = rungs.map { "\($0.rung): \(Wording.reason($0.reason))" }
      let denied = rungs.contains { $0.reason == "eacces" } ? "run it as root, or " : ""
      return "there is nothing to calibrate against (\(reasons.joined(separator: "; "))); \(denied)"
        + "give an outside meter's readings with --meter-file FILE or --watts"
    }
  }

  /// Looks for the best meter; takes some seconds.
  ///
  /// - Parameters:
  ///   - packages: how many the machine has: a model of one needs the counters of all.
  ///   - pass: lets so many nanoseconds pass between two rounds, where others than the kernel drive time.
  init(_ sampler: LocalSampler, packages: Int, pass: (UInt64) throws -> Void = { _ in }) throws {
    self.sampler = sampler
    self.packages = packages
    var rows: [SnapshotRow] = []
    for round in 0..<Self.firstRounds {
      rows = sampler.round()?.rows ?? []
      sampler.listen(for: Self.interval, isFirst: round == 0)
      try pass(Self.interval)
    }
    guard let rung = Self.source(in: rows), let meter = Self.meter(of: rung, in: rows) else {
      throw Nothing(rungs: Self.reasons(in: rows))
    }
    let found = Set(NodeEnergy.packages(in: rows)).count
    guard rung != .components || found >= packages else {
      throw Nothing(rungs: [(Rung.components.word, "absent")])
    }
    self.rung = rung
    scope = rung == .components ? .package : .node
    name = meter.source
    bounds = meter.bounds
  }

  func poll(at now: UInt64) throws {
    sampler.listen(for: 1_000_000)
    guard now >= nextRound else { return }
    nextRound = now + Self.interval
    guard let snapshot = sampler.round() else { return }
    let rows = snapshot.rows
    // What a table says is no truth; after such a moment the next reading begins anew.
    guard Self.source(in: rows) == rung else { return last = nil }
    let energy = NodeEnergy(in: rows, scope, packages: packages)
    guard let last else { return self.last = (snapshot.time, energy) }
    guard energy.modelled == last.energy.modelled else {
      return self.last = (snapshot.time, energy)
    }
    // A slow meter tells the energy of several rounds at once.
    guard energy.joules > last.energy.joules, snapshot.time > last.time else { return }
    let seconds = Double(snapshot.time - last.time) / 1e9
    series.add((energy.joules - last.energy.joules) / seconds, at: now)
    self.last = (snapshot.time, energy)
  }

  func watts(after start: UInt64, through end: UInt64) -> [Double] {
    series.watts(after: start, through: end)
  }

  // MARK: The ladder

  /// The rung that the node's power comes from, where meters stand behind all of it.
  private static func source(in rows: [SnapshotRow]) -> Rung? {
    let sources = rows.filter {
      $0.family == "nodeprobe_power_ladder_info" && $0["state"] == "source"
    }
    guard sources.count == 1, let source = sources.first, isWhole(source),
      let rung = Rung.allCases.first(where: { $0.word == source["rung"] }), rung.tier.isMeasured
    else { return nil }
    return rung
  }

  /// A model of what processors draw needs no meter of anything else.
  private static func isWhole(_ row: SnapshotRow) -> Bool {
    let lacks = row["lacks"]?.split(separator: ",").map(String.init) ?? []
    return !lacks.contains(EnergyComponent.package.word)
  }

  private static func reasons(in rows: [SnapshotRow]) -> [(rung: String, reason: String)] {
    let measured = Rung.allCases.filter(\.tier.isMeasured).map(\.word)
    return rows.filter { $0.family == "nodeprobe_power_ladder_info" }.compactMap { row in
      // A sum that lacks a part is no meter either.
      guard let rung = row["rung"], measured.contains(rung),
        row["state"] != "source" || !isWhole(row)
      else { return nil }
      return (rung, row["reason"] ?? "unavailable")
    }
  }

  /// The best instrument of a rung.
  private static func meter(of rung: Rung, in rows: [SnapshotRow]) -> Meter? {
    let domain: EnergyDomain =
      switch rung {
      case .wall: .wall
      case .psys: .psys
      default: .package
      }
    return rows.filter { $0.family == "nodeprobe_source_info" }
      .compactMap { Instrument(labels: $0.labels)?.meter }
      .filter { $0.domain == domain && $0.tier.isMeasured }
      .min { ($0.tier.rawValue, $0.preference) < ($1.tier.rawValue, $1.preference) }
  }
}
