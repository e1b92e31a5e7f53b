import Exporters
import Foundation
import NodeModel
import TestSupport
import Testing

@Suite struct NodeDocumentTests {
  @Test("a node of which nothing is known is a valid document without a number")
  func empty() throws {
    var stage = NodeStage()
    let document = try render(&stage, at: [5])
    try expectValid(document.data)
    #expect(document["cpu"].isEmpty)
    #expect(document["memory"].isEmpty)
    #expect(document["power"] as? [String: String] == ["reason": "absent"])
  }

  @Test("a full node is valid by the schema and says what was put in")
  func full() throws {
    var stage = NodeStage()
    fill(&stage)
    let document = try render(&stage, at: [59, 60, 61])
    try expectValid(document.data)
    let root = document.root
    #expect(root["time"] as? String == "2026-03-02T14:01:01.000Z")
    #expect(document["identity"]["hostname"] as? String == "node12")
    #expect(document["power"]["watts"] as? Double == 412.5)
    #expect(document["power"]["tier"] as? String == "B")
    #expect(document["power"]["lacks"] as? [String] == ["package", "accelerator"])
    #expect(document["memory"]["used_ratio"] as? Double == 0.25)
    let history = document["history"]
    #expect(history["points"] as? Int == 3)
    #expect(history["power_watts"] as? [Double] == [412.5, 412.5, 412.5])
    #expect(history["disk_read_bytes_per_second"] == nil)
    let temperatures = try #require(root["temperatures"] as? [[String: Any]])
    #expect(temperatures.count == 2)
    #expect(temperatures[0]["critical_celsius"] as? Double == 100)
    #expect(temperatures[1]["celsius"] == nil)
    let probes = try #require(root["probes"] as? [[String: Any]])
    #expect(probes[1]["reasons"] as? [String] == ["hung"])
    #expect(document["pci"]["network_controllers"] as? Int == 1)
  }

  @Test("findings come with their evidence, the critical ones first")
  func findings() throws {
    var stage = NodeStage()
    fill(&stage)
    let root = try render(&stage, at: [1]).root
    let findings = try #require(root["findings"] as? [[String: String]])
    #expect(
      findings.map { ($0["severity"] ?? "") + " " + ($0["subject"] ?? "") } == [
        "critical Package id 0", "warning /srv", "warning sensors",
      ])
    #expect(findings[0]["text"] == "101 °C, critical is 100 °C")
    #expect(findings[1]["text"] == "4 % of its space is left")
  }

  /// Severity, kind, subject and text of all findings, in one line each.
  private func findings(
    at seconds: Double = 5, _ fill: (inout NodeStage) -> Void
  ) throws -> [String] {
    var stage = NodeStage()
    fill(&stage)
    let found = try render(&stage, at: [seconds]).root["findings"] as? [[String: String]]
    return try #require(found).map { finding in
      ["severity", "kind", "subject", "text"].map { finding[$0] ?? "" }.joined(separator: "; ")
    }
  }

  @Test(
    "memory errors beyond correction are told once for their module, corrected ones by their rate")
  func memoryErrors() throws {
    func module(
      _ stage: inout NodeStage, _ number: String, _ label: String, _ errors: (UInt64, UInt64)
    ) {
      let labels: KeyValuePairs = ["controller": "0", "dimm": number, "label": label]
      stage.add("nodeprobe_edac_dimm_uncorrectable_errors_total", labels, .count(errors.0))
      // As many as a module may have had in years.
      stage.add("nodeprobe_edac_dimm_correctable_errors_total", labels, .count(5000))
      stage.add("nodeprobe_edac_dimm_recent_correctable_errors", labels, .count(errors.1))
    }
    func controller(_ stage: inout NodeStage, _ errors: (UInt64, UInt64)) {
      let labels: KeyValuePairs = ["controller": "0"]
      stage.add("nodeprobe_edac_uncorrectable_errors_total", labels, .count(errors.0))
      stage.add("nodeprobe_edac_recent_correctable_errors", labels, .count(errors.1))
    }
    #expect(
      try findings { stage in
        module(&stage, "0", "DIMM A1", (0, 9))
        module(&stage, "1", "", (1, 10))
        module(&stage, "2", "DIMM A3", (0, 0))
        controller(&stage, (1, 19))
      } == [
        "critical; ecc; memory controller 0, module 1; 1 memory error beyond correction since the counters began",
        "warning; ecc; memory controller 0, module 1; 10 memory errors corrected in the last 24 hours",
      ])
    // Where nobody knows the module, the controller is told.
    #expect(
      try findings { stage in
        module(&stage, "0", "DIMM A1", (0, 4))
        controller(&stage, (8, 12))
      } == [
        "critical; ecc; memory controller 0; 8 memory errors beyond correction since the counters began",
        "warning; ecc; memory controller 0; 12 memory errors corrected in the last 24 hours",
      ])
    #expect(try findings { controller(&$0, (0, 9)) } == [])
    #expect(
      try findings { controller(&$0, (.max, 0)) } == [
        "critical; ecc; memory controller 0; 18446744073709551615 memory errors beyond correction since the counters began"
      ])
  }

  @Test("a package that heat has slowed down lately is a finding, one that it once did is not")
  func throttled() throws {
    func found(_ share: Double) throws -> [String] {
      try findings { stage in
        stage.add("nodeprobe_cpu_package_throttle_seconds_total", ["package": "1"], .real(9000))
        stage.add("nodeprobe_cpu_package_throttled_ratio", ["package": "1"], .real(share))
      }
    }
    #expect(
      try found(0.05) == [
        "warning; throttle; CPU package 1; slowed down by heat for 5 % of the last hour"
      ])
    #expect(try found(0.049) == [])
  }

  @Test("a clock has a quarter of an hour to be synchronized, a held power limit is no alarm")
  func others() throws {
    func clock(_ isSynchronized: UInt64, up seconds: Double) throws -> [String] {
      try findings { stage in
        stage.add("nodeprobe_clock_synchronized", .count(isSynchronized))
        stage.add("nodeprobe_clock_max_error_seconds", .real(16))
        stage.add("nodeprobe_boot_time_seconds", .real(1_772_460_005 - seconds))
      }
    }
    #expect(
      try clock(0, up: 901) == ["warning; clock; clock; not synchronized, it may be 16 s off"])
    #expect(try clock(0, up: 899) == [] && clock(1, up: 901) == [])
    #expect(
      try findings { stage in
        let labels: KeyValuePairs = [
          "chip": "amdgpu-pci-0300", "device": "0000:03:00.0", "sensor": "power1",
        ]
        stage.add("nodeprobe_sensor_power_watts", labels, .real(300))
        stage.add(
          "nodeprobe_sensor_alarm",
          ["chip": "amdgpu-pci-0300", "device": "0000:03:00.0", "sensor": "power1", "kind": "cap"],
          .count(1))
      } == ["warning; power; amdgpu-pci-0300 power1; held at its power limit"])
  }

  @Test("long lists are cut and say by how much")
  func bounded() throws {
    var stage = NodeStage()
    for number in 0..<200 {
      stage.add(
        "nodeprobe_temperature_celsius", ["chip": "c\(number)", "sensor": "temp1"],
        .real(Double(number) / 4))
    }
    let document = try render(&stage, at: [1, 2])
    try expectValid(document.data)
    #expect((document.root["temperatures"] as? [Any])?.count == 128)
    #expect(document.root["temperatures_omitted"] as? Int == 72)
    #expect((document["history"]["temperatures"] as? [Any])?.count == 8)
    #expect(document["history"]["hottest_celsius"] as? [Double] == [49.8, 49.8])
  }

  @Test("no watts inside a virtual machine are the hypervisor's doing")
  func virtualMachine() throws {
    var stage = NodeStage()
    stage.add(
      "nodeprobe_virtualization_info", ["hypervisor": "kvm", "container_manager": "none"], .count(1)
    )
    let document = try render(&stage, at: [1])
    #expect(document["power"]["reason"] as? String == "in_vm")
    #expect(document["identity"] as? [String: String] == ["virtualization": "kvm"])
  }

  @Test("times are written by RFC 3339, leap days and the end of a year too")
  func times() {
    for (seconds, text) in [
      (0, "1970-01-01T00:00:00.000Z"), (951_782_400, "2000-02-29T00:00:00.000Z"),
      (1_735_689_599, "2024-12-31T23:59:59.000Z"), (1_709_164_800, "2024-02-29T00:00:00.000Z"),
      (4_107_542_400, "2100-03-01T00:00:00.000Z"),
    ] as [(UInt64, String)] {
      var writer = JSONWriter()
      writer.object { $0.member("time", time: seconds * 1_000_000_000) }
      #expect(String(decoding: writer.text.bytes, as: UTF8.self) == "{\"time\":\"\(text)\"}")
    }
  }

  @Test("a link below its ability is a finding with both widths and speeds")
  func links() throws {
    var stage = NodeStage()
    stage.add(
      "nodeprobe_pci_device_info",
      ["device": "0000:41:00.0", "class_id": "0207", "model": "ConnectX-6"], .count(1))
    for (device, degraded) in [("0000:41:00.0", 1), ("0000:42:00.0", 0)] as [(String, UInt64)] {
      stage.add("nodeprobe_pci_link_width_lanes", ["device": device], .count(8))
      stage.add("nodeprobe_pci_link_max_width_lanes", ["device": device], .count(16))
      stage.add("nodeprobe_pci_link_transfers_per_second", ["device": device], .real(2.5e9))
      stage.add("nodeprobe_pci_link_max_transfers_per_second", ["device": device], .real(16e9))
      stage.add("nodeprobe_pci_link_degraded", ["device": device], .count(degraded))
    }
    let root = try render(&stage, at: [1]).root
    #expect(
      root["findings"] as? [[String: String]] == [
        [
          "severity": "warning", "kind": "link", "subject": "0000:41:00.0 ConnectX-6",
          "text": "link runs at 8 of 16 lanes and 2.5 of 16 GT/s",
        ]
      ])
  }

  @Test(
    "a network link below what both ends offer is a finding, one at its other end's best is not")
  func networkLinks() throws {
    let found = try findings { stage in
      for (device, speed, offered) in [
        ("eth0", 100, 1000), ("eth1", 10_000, 10_000), ("eth2", 25_000, 0),
      ]
        as [(String, UInt64, UInt64)]
      {
        stage.add(
          "nodeprobe_network_speed_bytes_per_second", ["device": device], .count(speed * 125_000))
        stage.add(
          "nodeprobe_network_offered_bytes_per_second", ["device": device],
          offered == 0 ? .absent : .count(offered * 125_000))
      }
    }
    #expect(found == ["warning; link; eth0; runs at 100 Mbit/s where both ends offer 1000 Mbit/s"])
  }

  @Test("thermal zones are shown only where no sensor chip is")
  func thermalZones() throws {
    var stage = NodeStage()
    stage.add("nodeprobe_thermal_zone_celsius", ["zone": "0", "type": "cpu-thermal"], .real(41))
    let alone = try render(&stage, at: [1])
    try expectValid(alone.data)
    let zones = try #require(alone.root["temperatures"] as? [[String: Any]])
    #expect(zones[0]["label"] as? String == "cpu-thermal")
    stage.add("nodeprobe_temperature_celsius", ["chip": "x", "sensor": "temp1"], .real(40))
    let both = try render(&stage, at: [1]).root
    #expect((both["temperatures"] as? [Any])?.count == 1)
  }

  private func fill(_ stage: inout NodeStage) {
    stage.add("nodeprobe_node_info", ["hostname": "node12", "release": "6.12"], .count(1))
    stage.add("nodeprobe_node_power_watts", .real(412.5))
    stage.add("nodeprobe_node_power_info", ["tier": "A"], .absent)
    stage.add("nodeprobe_node_power_info", ["tier": "B"], .count(1))
    stage.add(
      "nodeprobe_power_ladder_info",
      [
        "rung": "components", "state": "source", "lacks": "package,accelerator", "reason": "absent",
      ],
      .count(1))
    stage.add("nodeprobe_cpu_utilization_ratio", .real(0.5))
    stage.add("nodeprobe_load1", .real(1.25))
    stage.add("nodeprobe_load5", .real(1))
    stage.add("nodeprobe_load15", .real(0.5))
    stage.add("nodeprobe_memory_total_bytes", .count(1000))
    stage.add("nodeprobe_memory_available_bytes", .count(750))
    let core: KeyValuePairs = [
      "chip": "coretemp-isa-0000", "device": "platform/coretemp.0", "sensor": "temp1",
    ]
    stage.add(
      "nodeprobe_temperature_celsius",
      [
        "chip": "coretemp-isa-0000", "device": "platform/coretemp.0", "sensor": "temp1",
        "label": "Package id 0",
      ], .real(101))
    stage.add("nodeprobe_temperature_max_celsius", core, .real(90))
    stage.add("nodeprobe_temperature_critical_celsius", core, .real(100))
    stage.add("nodeprobe_temperature_celsius", ["chip": "x", "sensor": "temp1"], .absent)
    stage.add(
      "nodeprobe_fan_speed_rpm", ["chip": "x", "sensor": "fan1", "label": "a \"b\""], .real(900))
    stage.add(
      "nodeprobe_filesystem_size_bytes",
      ["mountpoint": "/srv", "device": "/dev/sda1", "type": "ext4"], .count(1000))
    stage.add(
      "nodeprobe_filesystem_available_bytes",
      ["mountpoint": "/srv", "device": "/dev/sda1", "type": "ext4"], .count(49))
    stage.add("nodeprobe_network_receive_bytes_total", ["device": "eno1"], .count(1))
    stage.add("nodeprobe_network_transmit_bytes_total", ["device": "eno1"], .count(1))
    stage.add(
      "nodeprobe_pci_device_info", ["device": "0000:03:00.0", "class_id": "0200"], .count(1))
    stage.add("nodeprobe_probe_up", ["probe": "cpu"], .count(1))
    stage.add("nodeprobe_probe_up", ["probe": "sensors"], .count(0))
    stage.add("nodeprobe_probe_failure_info", ["probe": "sensors", "reason": "absent"], .absent)
    stage.add("nodeprobe_probe_failure_info", ["probe": "sensors", "reason": "hung"], .count(1))
  }

  private struct Document {
    let data: Data
    let root: [String: Any]

    subscript(member: String) -> [String: Any] { root[member] as? [String: Any] ?? [:] }
  }

  private func render(_ stage: inout NodeStage, at times: [Double]) throws -> Document {
    var history = History()
    for time in times { history.add(stage.snapshot(at: time)) }
    var document = NodeDocument()
    var writer = JSONWriter()
    document.write(stage.snapshot(at: times[times.count - 1]), history, into: &writer)
    let data = Data(writer.text.bytes)
    let root = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    return Document(data: data, root: root)
  }

  private func expectValid(_ data: Data) throws {
    guard let errors = try SchemaCheck.errors(in: data, schema: "node.json") else { return }
    #expect(errors == "")
  }
}
