extension Configuration {
  /// The settings that hold from a start to the next one and are others in `old`, by their names in the file.
  func startSettings(otherThan old: Configuration) -> [String] {
    var names: [String] = []
    if listen != old.listen { names.append("listen") }
    if http.hosts != old.http.hosts { names.append("http.hosts") }
    if jobs.limit != old.jobs.limit { names.append("jobs.limit") }
    if jobs.units != old.jobs.units { names.append("jobs.units") }
    if jobs.counters != old.jobs.counters { names.append("jobs.counters") }
    if jobs.squeue != old.jobs.squeue { names.append("jobs.squeue") }
    return names
  }
}
