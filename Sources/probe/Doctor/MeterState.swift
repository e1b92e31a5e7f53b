import NodeModel

/// The meters of one source of power or energy, as `probe doctor` lists them.
struct MeterState {
  /// What the source is called in labels: "rapl", "battery", "table".
  let source: String
  /// What its meters measure, in their order: "package 0", "dram 0".
  let places: [String]
  /// How many of them can be read.
  let readable: Int
  /// Why the others cannot, as far as their probe tells.
  let reasons: [String]

  /// The same scale as for sources of readings.
  var verdict: SourceState.Verdict {
    if readable == places.count { return .works }
    if readable > 0 { return .partly }
    return reasons == ["unavailable"] ? .resting : .fails
  }

  /// Every source that declares a meter, in the order of the page, readable or not.
  static func all(in snapshot: Snapshot, _ states: [SourceState]) -> [MeterState] {
    var names: [String] = []
    var places: [String: [String]] = [:]
    var readable: [String: Int] = [:]
    for (entry, value) in zip(snapshot.catalogue.entries, snapshot.values)
    where entry.metric.name.description == "nodeprobe_source_info" {
      func label(_ name: String) -> String {
        entry.labels.first { $0.name == name }?.value ?? ""
      }
      let source = label("source")
      if places[source] == nil { names.append(source) }
      let device = label("device")
      places[source, default: []].append(label("domain") + (device.isEmpty ? "" : " " + device))
      if value != .absent { readable[source, default: 0] += 1 }
    }
    return names.map { name in
      let all = places[name] ?? []
      let count = readable[name] ?? 0
      let state = states.first { $0.probe == probe(of: name) }
      return MeterState(
        source: name, places: all, readable: count,
        reasons: count < all.count ? state?.reasons ?? [] : [])
    }
  }

  /// The probe whose reasons are those of the source.
  private static func probe(of source: String) -> String {
    switch source {
    case "rapl_perf", "pm_counters": source
    case "battery": "power_supply"
    case let name where name.hasPrefix("rapl"): "rapl"
    case "table", "fallback", "model": "energy"
    default: "sensors"
    }
  }
}
