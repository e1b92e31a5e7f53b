internal import NodeModel

/// Where the readings that people look at stand in a catalogue: made when the catalogue changes, so
/// that a round only follows numbers.
struct NodeLayout: Sendable {
  /// A reading's name in the document and its place.
  struct Flow: Sendable {
    let name: String
    let inward: Int?
    let outward: Int?
    let isSummed: Bool
  }

  let utilization: Int?
  let memoryTotal: Int?
  let memoryAvailable: Int?
  let power: Int?
  let temperatures: [SensorPlace]
  let charted: [SensorPlace]
  /// The places of the values alone, for the rounds.
  let temperatureValues: [Int]
  let chartedValues: [Int]
  let network: [Flow]
  let disks: [Flow]
  let pressure: [(resource: String, place: Int)]

  /// The most temperatures that have a line of their own in the ring.
  static let chartedTemperatures = 8

  /// Looks for everything once.
  init(_ index: SeriesIndex) {
    utilization = index.first("nodeprobe_cpu_utilization_ratio")
    memoryTotal = index.first("nodeprobe_memory_total_bytes")
    memoryAvailable = index.first("nodeprobe_memory_available_bytes")
    power = index.first("nodeprobe_node_power_watts")
    temperatures = SensorPlace.all(.temperature, in: index)
    charted = Self.mostRelevant(temperatures)
    temperatureValues = temperatures.map(\.value)
    chartedValues = charted.map(\.value)
    network = Self.flows(
      index, in: "nodeprobe_network_receive_bytes_total",
      out: "nodeprobe_network_transmit_bytes_total", isSummed: DeviceName.isNetworkHardware)
    disks = Self.flows(
      index, in: "nodeprobe_disk_read_bytes_total", out: "nodeprobe_disk_written_bytes_total",
      isSummed: DeviceName.isWholeDisk)
    pressure = ["cpu", "memory", "io"].compactMap { resource in
      index.first("nodeprobe_pressure_waiting_seconds_total", "resource", resource).map {
        (resource, $0)
      }
    }
  }

  /// The temperatures that say most about a node: one a kind of part before a second of any.
  private static func mostRelevant(_ all: [SensorPlace]) -> [SensorPlace] {
    var ranked = all.enumerated().map { (order: $0.offset, rank: rank($0.element)) }
    ranked.sort { ($0.rank, $0.order) < ($1.rank, $1.order) }
    return ranked.prefix(chartedTemperatures).map(\.order).sorted().map { all[$0] }
  }

  private static func rank(_ sensor: SensorPlace) -> Int {
    let title = (sensor.label ?? "").lowercased()
    let chip = sensor.chip
    if chip.hasPrefix("coretemp") { return title.hasPrefix("package") ? 0 : 8 }
    if chip.hasPrefix("k10temp") { return title == "tctl" ? 0 : 8 }
    if ["amdgpu", "nouveau", "nvidia", "xe-", "i915"].contains(where: chip.hasPrefix) { return 1 }
    if chip.hasPrefix("nvme") { return title == "composite" ? 2 : 9 }
    if ["inlet", "ambient", "exhaust", "outlet"].contains(where: title.contains) { return 3 }
    if title.contains("cpu") { return 4 }
    if sensor.critical != nil { return 5 }
    return sensor.label == nil ? 7 : 6
  }

  private static func flows(
    _ index: SeriesIndex, in inward: String, out outward: String,
    isSummed: (String, Set<String>) -> Bool
  ) -> [Flow] {
    let inwards = index.byDevice(inward)
    let outwards = index.byDevice(outward)
    let names = (index.all(inward) + index.all(outward)).compactMap {
      index.label("device", at: $0)
    }
    let distinct = Set(names)
    var seen: Set<String> = []
    return names.filter { seen.insert($0).inserted }.map {
      Flow(
        name: $0, inward: inwards[$0], outward: outwards[$0], isSummed: isSummed($0, distinct))
    }
  }
}
