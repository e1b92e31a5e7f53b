internal import LinuxFiles
internal import NodeModel

/// What CPUs the node has: model, packages, cores, threads.
///
/// Source: `/proc/cpuinfo`, whose rows each architecture names differently, and
/// `/sys/devices/system/cpu/cpuN/topology`; Linux `Documentation/admin-guide/cputopology.rst`. CPUs
/// that are offline have no topology and are not counted.
final class ProcessorTopology: Probe {
  static let name: StaticString = "cpuinfo"
  static var cadence: Cadence { .seconds(30) }

  private let cpus: Directory
  private let fingerprint: UInt64?
  private let online: [UInt8]
  private var facts: [(series: Series, value: UInt64)] = []

  init?(below root: borrowing Root, series: inout SeriesTable) throws(SystemError) {
    guard root.sys.contains("devices/system/cpu") else { return nil }
    let cpus = try Directory("devices/system/cpu", below: root.sys)
    var buffer = ReadBuffer()
    fingerprint = cpus.fingerprint(buffer: &buffer)
    online = Array((cpus.text(of: "online") ?? "").utf8)

    let topology = Topology(of: cpus)
    let models = ProcessorModel.all(in: root.proc)
    self.cpus = cpus
    guard topology.threads > 0 || !models.isEmpty else { return nil }
    if topology.threads > 0 {
      facts.append((series.add(.cpuPackages), UInt64(topology.packages)))
      facts.append((series.add(.cpuCores), UInt64(topology.cores)))
      facts.append((series.add(.cpuThreads), UInt64(topology.threads)))
    }
    for model in models { facts.append((series.add(.cpuInfo, labels: model.labels), 1)) }
  }

  func read(into readings: inout Readings, buffer: inout ReadBuffer) {
    for fact in facts { readings.set(fact.series, count: fact.value) }
    if let seen = cpus.fingerprint(buffer: &buffer), seen != fingerprint {
      readings.discoverAgain()
    }
    if !isOnlineUnchanged(&buffer) { readings.discoverAgain() }
  }

  private func isOnlineUnchanged(_ buffer: inout ReadBuffer) -> Bool {
    guard let text = try? cpus.contents(of: "online", into: &buffer) else { return online.isEmpty }
    var scanner = ByteScanner(text)
    let word = scanner.word()
    return scanner.matches(word, online)
  }
}

extension ProcessorTopology {
  /// How many packages, cores and threads are online.
  struct Topology {
    var packages = 0
    var cores = 0
    var threads = 0

    /// Counts below `/sys/devices/system/cpu`.
    init(of cpus: borrowing Directory) {
      var packages: Set<String> = []
      var cores: Set<String> = []
      for cpu in cpus.names() where cpu.hasPrefix("cpu") && UInt(cpu.dropFirst(3)) != nil {
        let folder = cpu + "/topology/"
        guard cpus.text(of: cpu + "/online") != "0",
          let core = Self.firstText(
            cpus, folder,
            ["core_cpus_list", "thread_siblings_list", "core_cpus", "thread_siblings"])
        else { continue }
        threads += 1
        // Siblings with numbers of their own are cores that share a module (AMD family 15h).
        cores.insert(core + " " + (cpus.text(of: folder + "core_id") ?? ""))
        // Package numbers are missing on some boards (-1) and begin anew in each node on others.
        let neighbours = Self.firstText(
          cpus, folder,
          ["package_cpus_list", "core_siblings_list", "package_cpus", "core_siblings"])
        packages.insert(neighbours ?? cpus.text(of: folder + "physical_package_id") ?? "")
      }
      self.packages = packages.count
      self.cores = cores.count
    }

    private static func firstText(
      _ cpus: borrowing Directory, _ folder: String, _ files: [String]
    ) -> String? {
      for file in files {
        if let text = cpus.text(of: folder + file) { return text }
      }
      return nil
    }
  }
}

extension Metric {
  static let cpuPackages = Metric("nodeprobe_cpu_packages", "CPU packages (sockets)")
  static let cpuCores = Metric("nodeprobe_cpu_cores", "CPU cores that are online")
  static let cpuThreads = Metric("nodeprobe_cpu_threads", "CPUs that are online, threads of cores")
  static let cpuInfo = Metric("nodeprobe_cpu_info", "Which CPUs the node has, a series a kind")
}
