internal import LinuxFiles
internal import NodeModel

/// The clock of the CPUs and between which bounds the kernel moves it.
///
/// Source: `/sys/devices/system/cpu/cpuN/cpufreq`, kHz; Linux
/// `Documentation/admin-guide/pm/cpufreq.rst`. CPUs with one clock share a policy, which is shown
/// once, under its first CPU.
final class ProcessorFrequency: Probe {
  static let name: StaticString = "cpufreq"
  /// A file a CPU: 256 of them cost 3 ms.
  static var cadence: Cadence { .seconds(10) }

  /// Bounds and governors seldom change: they are read in each round that is a multiple of this.
  private static let boundsEvery = 6

  private let clocks: NumberFiles
  private let bounds: NumberFiles
  private let cpus: Directory
  private let infos: Range<Int>
  /// Each policy's file with its governor, and what it said.
  private var governors: [(path: String, name: [UInt8])] = []
  private var round = 0

  init?(below root: borrowing Root, series: inout SeriesTable) throws(SystemError) {
    guard root.sys.contains("devices/system/cpu") else { return nil }
    var clocks = try NumberFiles("devices/system/cpu", below: root.sys)
    var bounds = try NumberFiles("devices/system/cpu", below: root.sys)
    let cpus = try Directory("devices/system/cpu", below: root.sys)
    var policies: [(cpu: String, folder: String)] = []
    var seen: Set<String> = []
    for cpu in clocks.devices("cpu") where UInt(cpu.dropFirst(3)) != nil {
      let folder = cpu + "/cpufreq"
      let path = "devices/system/cpu/" + folder
      // Where the folder is a link, CPUs of one policy link to the same one.
      guard root.sys.contains(path), seen.insert(root.sys.linkName(path) ?? cpu).inserted else {
        continue
      }
      policies.append((String(cpu.dropFirst(3)), folder))
    }
    for (cpu, folder) in policies {
      let labels: KeyValuePairs = ["cpu": cpu]
      clocks.addIfPresent(
        folder + "/scaling_cur_freq", .cpuFrequency, labels, .times(1000), mayBeSilent: true,
        series: &series)
      for (file, metric) in [
        ("scaling_min_freq", Metric.cpuFrequencyMinimum),
        ("scaling_max_freq", .cpuFrequencyMaximum),
        ("cpuinfo_min_freq", .cpuFrequencyHardwareMinimum),
        ("cpuinfo_max_freq", .cpuFrequencyHardwareMaximum),
        ("base_frequency", .cpuFrequencyBase),
      ] {
        bounds.addIfPresent(
          folder + "/" + file, metric, labels, .times(1000), mayBeSilent: true, series: &series)
      }
    }
    let first = series.entries.count
    for (cpu, folder) in policies {
      var labels = [Label("cpu", cpu)]
      for (label, file) in [
        ("cpus", "related_cpus"), ("driver", "scaling_driver"), ("governor", "scaling_governor"),
      ] {
        guard let text = clocks.text(of: folder + "/" + file) else { continue }
        labels.append(Label(label, text))
        if label == "governor" { governors.append((folder + "/" + file, Array(text.utf8))) }
      }
      _ = series.add(.cpuFrequencyPolicy, labels: labels)
    }
    infos = first..<series.entries.count
    let isEmpty = policies.isEmpty
    self.clocks = clocks
    self.bounds = bounds
    self.cpus = cpus
    if isEmpty { return nil }
  }

  func read(into readings: inout Readings, buffer: inout ReadBuffer) {
    clocks.read(into: &readings, buffer: &buffer)
    if round % Self.boundsEvery == 0 {
      bounds.read(into: &readings, buffer: &buffer)
      if !areGovernorsUnchanged(&buffer) { readings.discoverAgain() }
    }
    for place in infos { readings.set(Series(index: place), count: 1) }
    round += 1
  }

  private func areGovernorsUnchanged(_ buffer: inout ReadBuffer) -> Bool {
    for governor in governors {
      guard let text = try? cpus.contents(of: governor.path, into: &buffer) else { return false }
      var scanner = ByteScanner(text)
      let word = scanner.word()
      if !scanner.matches(word, governor.name) { return false }
    }
    return true
  }
}

extension Metric {
  static let cpuFrequency = Metric(
    "nodeprobe_cpu_frequency_hertz", "Clock of the CPUs of a policy, named by its first CPU")
  static let cpuFrequencyMinimum = Metric(
    "nodeprobe_cpu_frequency_min_hertz", "Lowest clock that the kernel may choose now")
  static let cpuFrequencyMaximum = Metric(
    "nodeprobe_cpu_frequency_max_hertz", "Highest clock that the kernel may choose now")
  static let cpuFrequencyHardwareMinimum = Metric(
    "nodeprobe_cpu_frequency_hardware_min_hertz", "Lowest clock of the hardware")
  static let cpuFrequencyHardwareMaximum = Metric(
    "nodeprobe_cpu_frequency_hardware_max_hertz", "Highest clock of the hardware")
  static let cpuFrequencyBase = Metric(
    "nodeprobe_cpu_frequency_base_hertz", "Clock that the maker guarantees for all cores at once")
  static let cpuFrequencyPolicy = Metric(
    "nodeprobe_cpu_frequency_policy_info", "Who chooses the clock, and for which CPUs")
}
