import Foundation
import Glibc
import TestSupport

/// A machine with sources beside its chips for which somebody else has to be asked: two thermal zones, a
/// network card, a server's file system. The first zone, the card and the server fall silent on command.
final class WaitingStage {
  /// Whether this user may lay FUSE file systems over files; said on the console where not.
  static let isAvailable: Bool = {
    guard MountNamespace.isAvailable else { return false }
    let isThere = access("/dev/fuse", R_OK | W_OK) == 0
    if !isThere { print("skipped: no FUSE") }
    return isThere
  }()

  /// What falls silent.
  enum Source: String, CaseIterable {
    case zone
    case card
    case server

    /// Whose readings it gives.
    var probe: String {
      switch self {
      case .zone: "thermal"
      case .card: "network_link"
      case .server: "filesystem"
      }
    }

    /// What it says as long as it speaks: 41,000 thousandths of a degree, 41,000 Mbit/s, 1,000 blocks of
    /// 4,096 bytes.
    var normal: Double {
      switch self {
      case .zone: 41
      case .card: 5.125e9
      case .server: 4_096_000
      }
    }
  }

  let agent: StagedAgent
  let watch: SensorWatch
  /// In how many pages something was missing that nothing had happened to.
  private(set) var gaps = 0

  private let tree: SensorTree
  private let switches: TemporaryDirectory
  private let share: String
  private var silent: Source?

  /// Starts an agent, with a source that is silent from the beginning or none, and waits until everything
  /// else is on its page.
  init(silent: Source? = nil) throws {
    tree = try SensorTree()
    for zone in 0...1 {
      let folder = "class/thermal/thermal_zone\(zone)/"
      try tree.write("acpitz\n", to: folder + "type")
      try tree.write("42000\n", to: folder + "temp")
    }
    for (file, text) in ["operstate": "up", "speed": "25000", "device/vendor": "0x15b3"] {
      try tree.write(text + "\n", to: "class/net/eth0/" + file)
    }
    switches = try TemporaryDirectory()
    self.silent = silent
    if let silent { try switches.write("", to: silent.rawValue) }
    try switches.write("", to: "share")
    // As the kernel's table of mounts has it.
    share = (switches.path + "/share").replacing("//", with: "/")
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Faults/silent_files.py").path
    let zone = "/sys/class/thermal/thermal_zone0/temp"
    agent = try StagedAgent(
      .libsensors, over: tree,
      starter: [
        "python3", script, "41000", "\(zone)=\(switches.path)/zone",
        "/sys/class/net/eth0/speed=\(switches.path)/card",
        "\(share)=\(switches.path)/server", "--",
      ])
    watch = SensorWatch(agent, over: tree, healthy: SensorTree.chips)
    for _ in 0..<200 {
      if let page = try? agent.page(), isWhole(page) { return }
      usleep(100_000)
    }
    throw StagedAgent.Failure(log: "not everything is on the page")
  }

  /// Lets a source fall silent.
  func silence(_ source: Source) throws {
    silent = source
    try switches.write("", to: source.rawValue)
  }

  /// Lets it speak again; it is a gap from now on only when it was back once.
  func wake(_ source: Source) throws {
    try switches.remove(source.rawValue)
  }

  /// What a source says on a page.
  func value(_ source: Source, _ page: MetricsPage) -> Double? {
    switch source {
    case .zone: page["nodeprobe_thermal_zone_celsius", ["zone": "0", "type": "acpitz"]]
    case .card: page["nodeprobe_network_speed_bytes_per_second", ["device": "eth0"]]
    case .server:
      page[
        "nodeprobe_filesystem_size_bytes",
        ["device": "silent", "mountpoint": share, "type": "fuse.silent"]]
    }
  }

  /// Whether a page says why something of a source is missing.
  func tells(_ source: Source, _ reason: String, _ page: MetricsPage) -> Bool {
    page["nodeprobe_probe_failure_info", ["probe": source.probe, "reason": reason]] == 1
  }

  /// Looks until a page fulfils `condition`; how long that took.
  func wait(
    _ what: String, atMost limit: Double, until condition: (MetricsPage) -> Bool
  ) throws -> Double {
    try watch.wait(what, atMost: limit) { page in
      if !isWhole(page) { gaps += 1 }
      return condition(page)
    }
  }

  /// Looks for `seconds`; whether all pages fulfilled `condition`.
  func holds(for seconds: Double, _ condition: (MetricsPage) -> Bool) throws -> Bool {
    let (hits, all) = try watch.count(for: seconds) { page in
      if !isWhole(page) { gaps += 1 }
      return condition(page)
    }
    return hits == all
  }

  /// Whether everything that nothing happened to is there, and every probe is up.
  private func isWhole(_ page: MetricsPage) -> Bool {
    let sources: [Source] = Source.allCases.filter { $0 != silent }
    let probes = ["cpu", "memory", "sensors"] + sources.map(\.probe)
    return sources.allSatisfy { value($0, page) == $0.normal }
      && SensorTree.chips.allSatisfy { SensorWatch.value(page, $0) != nil }
      && page["nodeprobe_thermal_zone_celsius", ["zone": "1", "type": "acpitz"]] == 42
      && probes.allSatisfy { page["nodeprobe_probe_up", ["probe": $0]] == 1 }
      && Source.allCases.allSatisfy { !tells($0, "absent", page) }
  }
}
