internal import NodeModel

/// Jobs in the order in which they were met.
public struct JobTable: Sendable {
  /// All of them.
  public private(set) var entries: [JobStatistics] = []
  private var places: [String: Int32] = [:]

  init() {}

  /// A job by its id; nil where no row is of it.
  public subscript(id: String) -> JobStatistics? { places[id].map { entries[Int($0)] } }

  /// Jobs that are known by their rows only, without those that agents have folded into one.
  ///
  /// A report tells of the latest 20,000 jobs of its node, and of none of an epoch that a crash has ended.
  public var unnamed: (count: Int, energy: Int128) {
    entries.reduce(into: (0, 0)) { sum, job in
      guard job.facts == nil, job.id != Owner.other.name else { return }
      sum.0 += 1
      sum.1 += job.tally.energy.full
    }
  }

  /// Counts one node's part of a job.
  mutating func count(
    _ id: String, _ tally: Tally, _ facts: [FleetJob], _ processorSeconds: Double?
  ) {
    let place = places[id].map { Int($0) } ?? entries.count
    if place == entries.count {
      places[id] = Int32(place)
      entries.append(JobStatistics(id: id))
    }
    entries[place].count(tally, facts, processorSeconds)
  }
}
