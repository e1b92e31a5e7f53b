internal import NodeModel

/// Where everything that is said of one job stands in a catalogue, and the words that its labels carry.
struct JobPlaces: Sendable {
  let id: String
  let manager: String
  /// The place of the info series: the words hold while it is there.
  let info: Int
  let name: String
  let user: String?
  let account: String?
  let partition: String?
  let tier: String
  /// Every other label of the info series.
  let tags: [Label]
  let energies: [Int]
  let dynamic: Int?
  let low: Int?
  let high: Int?
  let power: Int?
  let start: Int?
  let end: Int?
  let time: Int?
  let memory: Int?
  let read: Int?
  let written: Int?
  let carbon: Int?
  let marketCarbon: Int?
  let embodiedCarbon: Int?
  let cost: Int?
  let currency: String?

  private static let ownWords: Set<String> = [
    "job_id", "manager", "job_name", "user", "account", "partition", "tier",
  ]

  /// All jobs that have an info series, in the order of their declaration.
  static func all(_ catalogue: Catalogue, _ index: SeriesIndex) -> [JobPlaces] {
    let index = JobIndex(index)
    return index.series.all("nodeprobe_job_info").compactMap { place in
      JobPlaces(place, labels: catalogue.entries[place].labels, index)
    }
  }

  private init?(_ place: Int, labels: [Label], _ index: JobIndex) {
    var words: [String: String] = [:]
    for label in labels { words[label.name] = label.value }
    guard let id = words["job_id"], let manager = words["manager"] else { return nil }
    self.id = id
    self.manager = manager
    info = place
    name = words["job_name"] ?? id
    user = words["user"]
    account = words["account"]
    // Anybody else's is a tag.
    let isPartitioned = manager == JobManager.slurm.rawValue
    partition = isPartitioned ? words["partition"] : nil
    tier = words["tier"] ?? "E"
    tags = labels.filter {
      !Self.ownWords.contains($0.name) || $0.name == "partition" && !isPartitioned
    }
    energies = index.energies[id] ?? []
    dynamic = index.places["nodeprobe_job_dynamic_energy_joules_total"]?[id]
    low = index.low[id]
    high = index.high[id]
    power = index.places["nodeprobe_job_power_watts"]?[id]
    start = index.places["nodeprobe_job_start_timestamp_seconds"]?[id]
    end = index.places["nodeprobe_job_end_timestamp_seconds"]?[id]
    time = index.places["nodeprobe_job_cpu_seconds_total"]?[id]
    memory = index.places["nodeprobe_job_memory_bytes"]?[id]
    read = index.places["nodeprobe_job_read_bytes_total"]?[id]
    written = index.places["nodeprobe_job_written_bytes_total"]?[id]
    carbon = index.places["nodeprobe_job_carbon_grams_total"]?[id]
    marketCarbon = index.places["nodeprobe_job_market_carbon_grams_total"]?[id]
    embodiedCarbon = index.places["nodeprobe_job_embodied_carbon_grams_total"]?[id]
    cost = index.places["nodeprobe_job_cost_total"]?[id]
    currency = cost.flatMap { index.series.label("currency", at: $0) }
  }
}

/// The series of jobs by their `job_id`.
private struct JobIndex {
  let series: SeriesIndex
  var places: [String: [String: Int]] = [:]
  var energies: [String: [Int]] = [:]
  var low: [String: Int] = [:]
  var high: [String: Int] = [:]

  init(_ series: SeriesIndex) {
    self.series = series
    for family in [
      "nodeprobe_job_dynamic_energy_joules_total", "nodeprobe_job_power_watts",
      "nodeprobe_job_start_timestamp_seconds", "nodeprobe_job_end_timestamp_seconds",
      "nodeprobe_job_cpu_seconds_total", "nodeprobe_job_memory_bytes",
      "nodeprobe_job_read_bytes_total", "nodeprobe_job_written_bytes_total",
      "nodeprobe_job_carbon_grams_total", "nodeprobe_job_market_carbon_grams_total",
      "nodeprobe_job_embodied_carbon_grams_total", "nodeprobe_job_cost_total",
    ] {
      places[family] = series.byDevice(family, label: "job_id")
    }
    for place in series.all("nodeprobe_job_energy_joules_total") {
      if let id = series.label("job_id", at: place) { energies[id, default: []].append(place) }
    }
    for place in series.all("nodeprobe_job_energy_bound_joules") {
      guard let id = series.label("job_id", at: place) else { continue }
      if series.label("bound", at: place) == "low" { low[id] = place } else { high[id] = place }
    }
  }
}
