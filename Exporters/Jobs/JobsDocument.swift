public import NodeModel

/// The document `GET /v1/jobs`: every job on the page of one snapshot, those that have just ended among them.
///
/// Its schema is `docs/schema/jobs.json`. A job whose energy is not known yet is not in it.
public struct JobsDocument: Sendable {
  private var catalogue: Catalogue?
  private var jobs: [JobPlaces] = []

  /// Nothing is known yet of any catalogue.
  public init() {}

  /// Writes the jobs of one snapshot, in the order in which they came to the page.
  public mutating func write(_ snapshot: Snapshot, into json: inout JSONWriter) {
    if snapshot.catalogue !== catalogue {
      catalogue = snapshot.catalogue
      jobs = JobPlaces.all(snapshot.catalogue, SeriesIndex(snapshot.catalogue))
    }
    json.array { json in
      for job in jobs { Self.write(job, snapshot.values, &json) }
    }
  }

  private static func write(_ job: JobPlaces, _ values: [Value], _ json: inout JSONWriter) {
    let energies = job.energies.compactMap { values[$0].micro }
    guard let dynamic = micro(job.dynamic, values), let low = micro(job.low, values),
      let high = micro(job.high, values), let start = number(job.start, values),
      !energies.isEmpty
    else { return }
    let end = number(job.end, values)
    json.object { json in
      json.member("job_id", job.id)
      json.member("name", job.name)
      json.member("manager", job.manager)
      json.member("user", job.user)
      json.member("account", job.account)
      json.member("partition", job.partition)
      json.key("tags")
      json.object { json in
        for tag in job.tags {
          json.key(text: tag.name)
          json.string(tag.value)
        }
      }
      json.member("state", end == nil ? "running" : "ended")
      json.member("start", time: nanoseconds(start))
      if let end { json.member("end", time: nanoseconds(end)) }
      json.member("energy_uj", count: energies.reduce(0, +))
      json.member("dynamic_energy_uj", count: dynamic)
      json.member("low_uj", count: low)
      json.member("high_uj", count: high)
      json.member("tier", job.tier)
      json.member("watts", number(job.power, values))
      json.member("cpu_seconds", number(job.time, values))
      json.member("memory_bytes", number(job.memory, values))
      json.member("read_bytes", exact: count(job.read, values))
      json.member("written_bytes", exact: count(job.written, values))
      json.member("carbon_grams", number(job.carbon, values))
      json.member("market_carbon_grams", number(job.marketCarbon, values))
      json.member("embodied_carbon_grams", number(job.embodiedCarbon, values))
      if let cost = number(job.cost, values) {
        json.member("cost", cost)
        json.member("currency", job.currency)
      }
    }
  }

  private static func number(_ place: Int?, _ values: [Value]) -> Double? {
    place.flatMap { values[$0].double }
  }

  private static func count(_ place: Int?, _ values: [Value]) -> UInt64? {
    guard let place, case .count(let count) = values[place] else { return nil }
    return count
  }

  private static func micro(_ place: Int?, _ values: [Value]) -> UInt64? {
    place.flatMap { values[$0].micro }
  }

  /// Of a time in seconds that is exact to the millisecond.
  private static func nanoseconds(_ seconds: Double) -> UInt64 {
    UInt64(max(0, (seconds * 1000).rounded())) * 1_000_000
  }
}

extension Value {
  /// Exact millionths; nil for anything else.
  fileprivate var micro: UInt64? {
    if case .micro(let count) = self { count } else { nil }
  }
}
