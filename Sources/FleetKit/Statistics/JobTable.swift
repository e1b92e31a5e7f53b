/// Jobs in the order in which they were met.
public struct JobTable: Sendable {
  /// All of them.
  public private(set) var entries: [JobStatistics] = []
  private var places: [String: Int32] = [:]

  init() {}

  /// A job by its id; nil where no row is of it.
  public subscript(id: String) -> JobStatistics? { places[id].map { entries[Int($0)] } }

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
