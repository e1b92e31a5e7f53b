import Foundation
import NodeModel
import TestSupport
import Testing

@testable import Probes

/// The tree of a machine below /sys, and what Prometheus' own exporter printed for it.
private struct ExporterTree: Sendable {
  /// Nil where there is no such data.
  static let shared = Result { try ExporterTree() }

  let tree: TemporaryDirectory
  let truth: [String: Double]

  init?() throws {
    guard let tree = try HardwareData.unpack("node_exporter/sys.tar.gz"),
      let text = try HardwareData.text("node_exporter/e2e-output.txt.gz")
    else { return nil }
    self.tree = tree
    // The archive has no procfs.
    try tree.folder("proc")
    var truth: [String: Double] = [:]
    for line in text.split(separator: "\n") where !line.hasPrefix("#") {
      guard let blank = line.lastIndex(of: " ") else { continue }
      truth[String(line[..<blank])] = Double(line[line.index(after: blank)...])
    }
    self.truth = truth
  }

  func sampling(_ probe: any Probe.Type) throws -> Sampling? {
    try Sampling(probe, proc: tree.path + "/proc", sys: tree.path + "/sys")
  }

  /// The exporter's values of a family by the value of one label.
  func family(_ name: String, by label: String) -> [String: Double] {
    var found: [String: Double] = [:]
    for (series, value) in truth where series.hasPrefix(name + "{") {
      guard let start = series.firstRange(of: label + "=\"")?.upperBound else { continue }
      found[String(series[start...].prefix { $0 != "\"" })] = value
    }
    return found
  }
}

@Suite("Host below the tree of a machine, against what another exporter printed")
struct HostTreeTests {
  @Test(
    "clocks of the CPUs",
    arguments: [
      ("nodeprobe_cpu_frequency_hertz", "node_cpu_scaling_frequency_hertz"),
      ("nodeprobe_cpu_frequency_min_hertz", "node_cpu_scaling_frequency_min_hertz"),
      ("nodeprobe_cpu_frequency_max_hertz", "node_cpu_scaling_frequency_max_hertz"),
    ])
  func clocks(ours: String, theirs: String) throws {
    guard let machine = try ExporterTree.shared.get() else { return }
    let clocks = try #require(try machine.sampling(ProcessorFrequency.self))
    let expected = machine.family(theirs, by: "cpu")
    #expect(!expected.isEmpty)
    #expect(clocks.family(ours, by: "cpu") == expected)
    #expect(clocks.labels(of: "nodeprobe_cpu_frequency_policy_info")["governor"] == "powersave")
  }

  @Test("throttling of cores and packages")
  func throttling() throws {
    guard let machine = try ExporterTree.shared.get() else { return }
    let throttle = try #require(try machine.sampling(ProcessorThrottle.self))
    let packages = machine.family("node_cpu_package_throttles_total", by: "package")
    #expect(packages == ["0": 30, "1": 6])
    #expect(throttle.family("nodeprobe_cpu_package_throttles_total", by: "package") == packages)
    for (series, value) in machine.truth
    where series.hasPrefix("node_cpu_core_throttles_total{") {
      let words = series.split(separator: "\"")
      let ours = throttle.series.entries.firstIndex { entry in
        entry.metric.name.description == "nodeprobe_cpu_core_throttles_total"
          && entry.labels.contains(Label("core", String(words[1])))
          && entry.labels.contains(Label("package", String(words[3])))
      }
      #expect(throttle.readings.values[try #require(ours)].double == value, "\(series)")
    }
  }

  @Test("memory errors of controllers and rows")
  func memoryErrors() throws {
    guard let machine = try ExporterTree.shared.get() else { return }
    let errors = try #require(try machine.sampling(MemoryErrors.self))
    for kind in ["correctable", "uncorrectable"] {
      #expect(
        errors.family("nodeprobe_edac_\(kind)_errors_total", by: "controller")
          == machine.family("node_edac_\(kind)_errors_total", by: "controller"))
      var rows = machine.family("node_edac_csrow_\(kind)_errors_total", by: "csrow")
      // What cannot be assigned to a row is no row of ours.
      let lost = try #require(rows["unknown"])
      rows["unknown"] = nil
      #expect(errors.family("nodeprobe_edac_csrow_\(kind)_errors_total", by: "csrow") == rows)
      #expect(
        errors.family("nodeprobe_edac_unlocated_\(kind)_errors_total", by: "controller")
          == ["0": lost])
    }
  }

  @Test("thermal zones and cooling devices")
  func thermal() throws {
    guard let machine = try ExporterTree.shared.get() else { return }
    let thermal = try #require(try machine.sampling(ThermalZone.self))
    let zones = machine.family("node_thermal_zone_temp", by: "zone")
    #expect(!zones.isEmpty)
    #expect(thermal.family("nodeprobe_thermal_zone_celsius", by: "zone") == zones)
    #expect(
      thermal.family("nodeprobe_cooling_device_state", by: "device")
        == machine.family("node_cooling_device_cur_state", by: "name"))
    #expect(
      thermal.family("nodeprobe_cooling_device_max_state", by: "device")
        == machine.family("node_cooling_device_max_state", by: "name"))
  }

  @Test(
    "links of the network",
    arguments: [
      ("up", "up"), ("mtu_bytes", "mtu_bytes"), ("carrier", "carrier"),
      ("carrier_changes_total", "carrier_changes_total"),
      ("carrier_up_changes_total", "carrier_up_changes_total"),
      ("carrier_down_changes_total", "carrier_down_changes_total"),
      ("transmit_queue_length", "transmit_queue_length"), ("index", "iface_id"),
      ("peer_index", "iface_link"), ("protocol_type", "protocol_type"), ("dormant", "dormant"),
      ("speed_bytes_per_second", "speed_bytes"),
    ])
  func links(ours: String, theirs: String) throws {
    guard let machine = try ExporterTree.shared.get() else { return }
    let links = try #require(try machine.sampling(NetworkLink.self))
    let expected = machine.family("node_network_" + theirs, by: "device")
    #expect(!expected.isEmpty)
    let found = links.family("nodeprobe_network_" + ours, by: "device")
    // The exporter was told to leave out some of the interfaces of the tree.
    #expect(found.filter { expected.keys.contains($0.key) } == expected)
  }

  @Test(
    "memory of NUMA nodes",
    arguments: [
      ("total_bytes", "MemTotal"), ("free_bytes", "MemFree"), ("used_bytes", "MemUsed"),
      ("file_bytes", "FilePages"), ("anon_bytes", "AnonPages"), ("shared_bytes", "Shmem"),
      ("slab_bytes", "Slab"), ("slab_reclaimable_bytes", "SReclaimable"),
      ("dirty_bytes", "Dirty"), ("huge_pages", "HugePages_Total"),
      ("huge_pages_free", "HugePages_Free"), ("hits_total", "numa_hit_total"),
      ("misses_total", "numa_miss_total"), ("foreign_total", "numa_foreign_total"),
      ("interleave_hits_total", "interleave_hit_total"), ("local_total", "local_node_total"),
      ("other_total", "other_node_total"),
    ])
  func memoryNodes(ours: String, theirs: String) throws {
    guard let machine = try ExporterTree.shared.get() else { return }
    let nodes = try #require(try machine.sampling(MemoryNodes.self))
    let expected = machine.family("node_memory_numa_" + theirs, by: "node")
    #expect(expected.count == 3)
    // The exporter prints six digits.
    for (node, value) in nodes.family("nodeprobe_memory_node_" + ours, by: "node") {
      #expect(abs(value - (expected[node] ?? -1)) <= value * 1e-12, "node \(node)")
    }
    #expect(nodes.family("nodeprobe_memory_node_" + ours, by: "node").count == 3)
  }

  @Test("maker and model, without serial numbers")
  func identity() throws {
    guard let machine = try ExporterTree.shared.get() else { return }
    let identity = try #require(try machine.sampling(Identity.self))
    let theirs = try #require(machine.truth.keys.first { $0.hasPrefix("node_dmi_info{") })
    let labels = identity.labels(of: "nodeprobe_dmi_info")
    #expect(labels["product_name"] == "PowerEdge R6515" && labels["system_vendor"] == "Dell Inc.")
    for (name, value) in labels {
      #expect(theirs.contains("\(name)=\"\(value)\"") || name == "chassis_type", "\(name)")
      #expect(!name.contains("serial") && !name.contains("uuid"))
    }
  }

  @Test("sources of the time")
  func clockSources() throws {
    guard let machine = try ExporterTree.shared.get() else { return }
    let sources = try #require(try machine.sampling(ClockSource.self))
    #expect(
      sources.family("nodeprobe_clocksource_available_info", by: "clocksource")
        == machine.family("node_time_clocksource_available_info", by: "clocksource"))
    #expect(
      sources.family("nodeprobe_clocksource_info", by: "clocksource")
        == machine.family("node_time_clocksource_current_info", by: "clocksource"))
  }
}
