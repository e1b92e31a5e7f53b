internal import NodeModel

/// Where everything that the node document says stands in a catalogue, and the words of it that
/// labels carry.
struct NodePlaces: Sendable {
  /// A word from the label of an info series; it holds while that series is there.
  struct Word: Sendable {
    let place: Int
    let text: String
  }

  /// A device with some readings, each nil where it has no such series.
  struct Device: Sendable {
    let name: String
    var words: [(name: StaticString, text: String)] = []
    var numbers: [(name: StaticString, place: Int)] = []
  }

  let layout: NodeLayout
  let identity: [(name: StaticString, word: Word)]
  let cpuWords: [(name: StaticString, word: Word)]
  let cpuCounts: [(name: StaticString, place: Int)]
  let load: [Int]
  let memory: [(name: StaticString, place: Int)]
  let tiers: [Word]
  /// What the node's power has not got in it, the parts with commas between them.
  let lacks: [Word]
  let sensors: [(kind: SensorPlace.Kind, places: [SensorPlace])]
  let filesystems: [Device]
  let networkFacts: [String: Device]
  let accelerators: [Device]
  let pciClasses: [(place: Int, classID: String)]
  let probes: [(name: String, up: Int, reasons: [Word])]
  let links: [PCILinkPlace]
  let memoryErrors: (modules: [MemoryErrorPlace], controllers: [MemoryErrorPlace])
  let throttles: [(package: String, place: Int)]
  let networkLinks: [(device: String, speed: Int, offered: Int)]
  let clock: (isSynchronized: Int, mostError: Int?)?
  let jobs: [JobPlaces]
  let version: Word?
  let bootTime: Int?
  let startTime: Int?
  let residentBytes: Int?

  /// Looks for everything once.
  init(_ catalogue: Catalogue) {
    let index = SeriesIndex(catalogue)
    layout = NodeLayout(index)
    identity = Self.words(
      index,
      [
        ("hostname", "nodeprobe_node_info", "hostname"),
        ("kernel", "nodeprobe_node_info", "release"),
        ("architecture", "nodeprobe_node_info", "architecture"),
        ("os", "nodeprobe_os_info", "pretty_name"),
        ("virtualization", "nodeprobe_virtualization_info", "hypervisor"),
        ("container", "nodeprobe_virtualization_info", "container_manager"),
        ("vendor", "nodeprobe_dmi_info", "system_vendor"),
        ("product", "nodeprobe_dmi_info", "product_name"),
      ])
    cpuWords = Self.words(index, [("model", "nodeprobe_cpu_info", "model_name")])
    cpuCounts = Self.numbers(
      index,
      [
        ("logical_cpus", "nodeprobe_cpu_threads"), ("cores", "nodeprobe_cpu_cores"),
        ("sockets", "nodeprobe_cpu_packages"),
      ])
    load = ["nodeprobe_load1", "nodeprobe_load5", "nodeprobe_load15"].compactMap {
      index.first($0)
    }
    memory = Self.numbers(
      index,
      [
        ("total_bytes", "nodeprobe_memory_total_bytes"),
        ("available_bytes", "nodeprobe_memory_available_bytes"),
        ("swap_total_bytes", "nodeprobe_memory_swap_total_bytes"),
        ("swap_free_bytes", "nodeprobe_memory_swap_free_bytes"),
      ])
    tiers = Self.allWords(index, "nodeprobe_node_power_info", "tier")
    lacks = Self.allWords(index, "nodeprobe_power_ladder_info", "lacks")
    sensors = SensorPlace.Kind.allCases.map { ($0, SensorPlace.all($0, in: index)) }
    filesystems = Self.filesystems(index)
    networkFacts = Self.network(index)
    accelerators = Self.accelerators(index)
    pciClasses = index.all("nodeprobe_pci_device_info").compactMap { place in
      index.label("class_id", at: place).map { (place, $0) }
    }
    probes = Self.probes(index)
    links = PCILinkPlace.all(in: index)
    memoryErrors = MemoryErrorPlace.all(in: index)
    throttles = index.all("nodeprobe_cpu_package_throttled_ratio").map {
      (index.label("package", at: $0) ?? "", $0)
    }
    let offers = index.byDevice("nodeprobe_network_offered_bytes_per_second")
    networkLinks = index.byDevice("nodeprobe_network_speed_bytes_per_second")
      .sorted { $0.value < $1.value }
      .compactMap { device, speed in offers[device].map { (device, speed, $0) } }
    clock = index.first("nodeprobe_clock_synchronized").map {
      ($0, index.first("nodeprobe_clock_max_error_seconds"))
    }
    jobs = JobPlaces.all(catalogue, index)
    version = Self.words(index, [("version", "nodeprobe_build_info", "version")]).first?.word
    bootTime = index.first("nodeprobe_boot_time_seconds")
    startTime = index.first("process_start_time_seconds")
    residentBytes = index.first("process_resident_memory_bytes")
  }

  private static func words(
    _ index: SeriesIndex, _ wanted: [(StaticString, family: String, label: String)]
  ) -> [(name: StaticString, word: Word)] {
    wanted.compactMap { name, family, label in
      // "none" is an answer of the machine, not a name.
      guard let place = index.first(family), let text = index.label(label, at: place),
        text != "none"
      else { return nil }
      return (name, Word(place: place, text: text))
    }
  }

  private static func allWords(_ index: SeriesIndex, _ family: String, _ label: String) -> [Word] {
    index.all(family).compactMap { place in
      index.label(label, at: place).map { Word(place: place, text: $0) }
    }
  }

  private static func numbers(_ index: SeriesIndex, _ wanted: [(StaticString, family: String)])
    -> [(name: StaticString, place: Int)]
  {
    wanted.compactMap { name, family in index.first(family).map { (name, $0) } }
  }

  private static func filesystems(_ index: SeriesIndex) -> [Device] {
    let available = index.byDevice("nodeprobe_filesystem_available_bytes", label: "mountpoint")
    return index.all("nodeprobe_filesystem_size_bytes").compactMap { place in
      guard let mountpoint = index.label("mountpoint", at: place) else { return nil }
      var device = Device(name: mountpoint)
      if let name = index.label("device", at: place) { device.words.append(("device", name)) }
      if let type = index.label("type", at: place) { device.words.append(("type", type)) }
      device.numbers.append(("size_bytes", place))
      if let free = available[mountpoint] { device.numbers.append(("available_bytes", free)) }
      return device
    }
  }

  private static func network(_ index: SeriesIndex) -> [String: Device] {
    var found: [String: Device] = [:]
    let speeds = index.byDevice("nodeprobe_network_speed_bytes_per_second")
    let carriers = index.byDevice("nodeprobe_network_up")
    for name in Set(speeds.keys).union(carriers.keys) {
      var device = Device(name: name)
      if let place = speeds[name] { device.numbers.append(("speed_bytes_per_second", place)) }
      if let place = carriers[name] { device.numbers.append(("up", place)) }
      found[name] = device
    }
    return found
  }

  private static func accelerators(_ index: SeriesIndex) -> [Device] {
    let families: [(StaticString, [String: Int])] = [
      ("utilization_ratio", index.byDevice("nodeprobe_accelerator_utilization_ratio")),
      ("memory_used_bytes", index.byDevice("nodeprobe_accelerator_memory_used_bytes")),
      ("celsius", index.byDevice("nodeprobe_accelerator_temperature_celsius")),
      ("watts", index.byDevice("nodeprobe_accelerator_power_watts")),
    ]
    return index.all("nodeprobe_accelerator_info").compactMap { place in
      guard let name = index.label("device", at: place) else { return nil }
      var device = Device(name: name)
      if let vendor = index.label("vendor", at: place) { device.words.append(("vendor", vendor)) }
      if let model = index.label("model", at: place) { device.words.append(("model", model)) }
      for (name, places) in families {
        if let place = places[device.name] { device.numbers.append((name, place)) }
      }
      return device
    }
  }

  private static func probes(_ index: SeriesIndex) -> [(name: String, up: Int, reasons: [Word])] {
    var reasons: [String: [Word]] = [:]
    for place in index.all("nodeprobe_probe_failure_info") {
      guard let probe = index.label("probe", at: place),
        let reason = index.label("reason", at: place)
      else { continue }
      reasons[probe, default: []].append(Word(place: place, text: reason))
    }
    return index.all("nodeprobe_probe_up").compactMap { place in
      index.label("probe", at: place).map { ($0, place, reasons[$0] ?? []) }
    }
  }
}
