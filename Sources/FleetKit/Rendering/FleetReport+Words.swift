internal import NodeModel

extension FleetReport {
  /// From when to when, for people.
  var intervalWords: String { Self.words(interval) }

  /// With what it is compared; nil where it is with nothing.
  var beforeWords: String? {
    guard let before else { return nil }
    let nodes = "\(Figure.whole(before.nodes)) \(before.nodes == 1 ? "node" : "nodes")"
    return
      "Compared with before, \(Self.words(before.interval)), \(nodes): power, carbon and cost by the hour, node by node."
  }

  private static func words(_ interval: Range<Int64>?) -> String {
    guard let interval else { return "no time is covered" }
    let (start, end) = (interval.lowerBound, interval.upperBound)
    let sameDay = Clock.day(start) == Clock.day(end)
    return "\(Clock.minute(start)) to \(sameDay ? Clock.hour(end) : Clock.minute(end)) UTC"
  }

  /// The share of energy that is measured and told by nodes that are in no doubt; nil without energy.
  var sureShare: Double? {
    guard let doubt else { return statistics.balance.energy.measuredShare }
    return doubt.sureShare
  }

  /// How many nodes were not seen at the end.
  var silentNodes: Int {
    findingGroups.reduce(0) { $0 + ($1.first.kind == "silent" ? $1.count : 0) }
  }

  /// How much nodes in doubt tell, in a sentence; nil where there are none.
  ///
  /// - Parameter names: what these nodes are called.
  public func doubtWords(of names: [String]) -> String? {
    guard let doubt else { return nil }
    let energy = Figure.scaled(Double(doubt.balance.energy.full), Scale.energy)
    let all = Figure.scaled(Double(statistics.balance.energy.full), Scale.energy)
    let costs = LineFigures([doubt.balance]).costs.compactMap { cost in
      cost.amounts[0].map { "\(Figure.money(Double($0) / 1e6)) \(cost.currency)" }
    }
    let more = names.count > 10 ? " and \(Figure.whole(names.count - 10)) more" : ""
    return "\(energy) of \(all)\(costs.map { ", " + $0 }.joined()) "
      + "told by \(doubt.nodes == 1 ? "1 node" : "\(Figure.whole(doubt.nodes)) nodes") in doubt "
      + "(\(names.prefix(10).joined(separator: ", "))\(more)); probe-fleet check says why"
  }

  /// Jobs of which nobody tells more than their energy, in a sentence; nil where there are none.
  var unnamedJobWords: String? {
    let unnamed = statistics.jobs.unnamed
    guard unnamed.count > 0 else { return nil }
    let all = statistics.jobs.energy
    let share =
      all > 0
      ? ", with \(Figure.percent(Double(unnamed.energy) / Double(all))) of what jobs used" : ""
    let (count, verb) = (Figure.whole(unnamed.count), unnamed.count == 1 ? "job is" : "jobs are")
    return
      "\(count) \(verb) known by energy only\(share): untagged, and without name and user. A report names the "
      + "20,000 latest jobs of its node, and none of an epoch that a crash has ended."
  }

  /// Energy of wrong clocks, in a sentence; nil where there is none.
  var strayWords: String? {
    guard let interval else { return nil }
    let energy = statistics.hours.strayEnergy(outside: interval)
    guard energy != 0 else { return nil }
    return
      "\(Figure.scaled(Double(energy), Scale.energy)) stand in hours outside of this time, which hardly a node "
      + "has: a wrong clock. They are in all sums, and neither in the time nor in what of it is covered."
  }

  /// "10,000 nodes at 8 sites".
  var scopeWords: String {
    let (nodes, sites) = (statistics.nodes, statistics.sites.count)
    return "\(Figure.whole(nodes)) \(nodes == 1 ? "node" : "nodes") at "
      + "\(Figure.whole(sites)) \(sites == 1 ? "site" : "sites")"
  }

  /// What was read, in a sentence; nil where nobody counted.
  private var intakeWords: String? {
    intake.counts.map { counts in
      "Made of \(Figure.whole(counts.documents)) \(counts.documents == 1 ? "report" : "reports"); "
        + "\(Figure.whole(counts.duplicates)) came again, byte by byte, and count once; "
        + "\(Figure.whole(counts.refused)) were refused."
    }
  }

  /// Which nodes' time covered time is a share of.
  private var coverableWords: String {
    guard let expected else {
      return "nodes that reported: of others nothing is known here (--targets)."
    }
    let list = provenance?.files(for: .targets).first.map { " in \($0.name)" } ?? ""
    return
      "\(Figure.whole(statistics.nodes)) nodes that reported and \(Figure.whole(expected.absent.count)) that are "
      + "expected\(list) and did not. Energy of these is in no sum, and nobody puts a guess in its place."
  }

  /// What was read, and how carbon and cost came about, in sentences.
  var methodWords: [String] {
    var words =
      (intakeWords.map { [$0] } ?? []) + [
        "Energy is what nodes booked in whole microjoules, by owner and five minutes; jobs and buckets "
          + "(less residual_under, which was handed out too much) are the nodes' energy exactly.",
        "idle is energy of what nobody reserved, system that of the kernel and of daemons, gap what flowed while "
          + "nobody looked. Least and most are the sums of the meters' bounds.",
        "Carbon and cost are each slot's energy × PUE × the intensity or price in force at the slot's time. "
          + "Location- and market-based carbon are two answers to one question and are not added, and the latter is of "
          + "energy for which contracts are stated; embodied carbon "
          + "is the nodes' share for the time covered. Owners have the part of it that they had reserved, where jobs say "
          + "that, and pay for reserved cores where these have a price.",
        "Mean power is the sum of what each node drew while it was seen.",
        "PUE is energy-weighted: a sum over a sum, as configured or tabled for each site. Covered is node time in "
          + "which an agent ran, of that from the first to the last slot of the report, of "
          + coverableWords,
        "p5, p50 and p95 are over all samples, within 0.14 %; middle nodes are exact.",
      ]
    if !statistics.versions.isEmpty {
      words.append("Model: " + statistics.versions.sorted().joined(separator: "; ") + ".")
    }
    if !statistics.intensitySources.isEmpty {
      words.append(
        "Intensities: " + statistics.intensitySources.sorted().prefix(12).joined(separator: "; ")
          + ".")
    }
    return words
  }

  /// Whether sums agree, in a sentence.
  public var conservationWords: String {
    let total = Figure.whole(conservation.energy)
    guard conservation.holds else {
      let ways = conservation.ways.filter { $0.energy != conservation.energy }.map(\.name)
      let nodes = conservation.contradictions
      return "SUMS DO NOT AGREE: "
        + ((ways.isEmpty ? [] : [ways.joined(separator: ", ") + " differ from \(total) µJ"])
        + (nodes > 0 ? ["\(Figure.whole(nodes)) nodes contradict themselves"] : []))
        .joined(separator: "; ") + "."
    }
    return "\(total) µJ in all, the same along every way: "
      + conservation.ways.map(\.name).joined(separator: ", ") + "."
  }
}
