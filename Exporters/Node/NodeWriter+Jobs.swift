internal import NodeModel

extension NodeWriter {
  /// The most jobs that a screen is told of.
  private static let mostJobs = 32

  /// The jobs that run, those that draw most first.
  func writeJobs(_ json: inout JSONWriter) {
    var running: [(job: JobPlaces, watts: Double?)] = []
    for job in places.jobs where job.end.flatMap(value) == nil {
      running.append((job, job.power.flatMap(value)))
    }
    running.sort { left, right in
      left.watts == right.watts
        ? left.job.id < right.job.id : (left.watts ?? -1) > (right.watts ?? -1)
    }
    write("jobs", running, limit: Self.mostJobs, &json) { entry, json in
      json.member("job_id", entry.job.id)
      json.member("name", entry.job.name)
      json.member("manager", entry.job.manager)
      json.member("user", entry.job.user)
      json.member("watts", entry.watts)
      let energies = entry.job.energies.compactMap(value)
      json.member("energy_joules", energies.isEmpty ? nil : energies.reduce(0, +))
      json.member("memory_bytes", entry.job.memory.flatMap(value))
      json.member("tier", entry.job.tier)
    }
  }
}
