import Exporters
import Foundation
import NodeModel
import TestSupport
import Testing

@Suite("Reports") struct NodeReportTests {
  private static let identity = ReportIdentity(
    nodeID: "3b9d6bcdbbfd4b2d9b5dab8dfbbd4bed3b9d6bcdbbfd4b2d9b5dab8dfbbd4bed",
    start: 1_772_460_000_000_000_000, end: 1_772_463_600_000_000_000)
  private let golden: [String: Any]

  init() throws {
    let data = try Data(
      contentsOf: SchemaCheck.root.appendingPathComponent("docs/schema/examples/report.json"))
    golden = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  private func goldenRows() throws -> [EnergyRow] {
    let rows = try JSONSerialization.data(withJSONObject: golden["rows"] ?? [])
    var reader = try JSONReader(Array(rows))
    return try reader.list { reader throws(JSONError) in try EnergyRow(reading: &reader) }
  }

  private func finished(
    _ rows: [EnergyRow], _ identity: ReportIdentity = identity, factors: [ReportFactors] = [],
    _ facts: ReportFacts? = nil, present: NodeReport.Present? = NodeReport.Present(),
    benchmark: String? = nil
  ) -> [UInt8] {
    var report = NodeReport()
    for row in rows { report.add(row) }
    return report.finish(
      identity, lacks: [.accelerator, .rest], factors: factors, facts: facts, present: present,
      benchmark: benchmark
    ) { _ in }
  }

  private func members(_ bytes: [UInt8]) throws -> [String: Any] {
    if let errors = try SchemaCheck.errors(in: Data(bytes), schema: "report.json") {
      #expect(errors == "")
    }
    let document = try JSONSerialization.jsonObject(with: Data(bytes))
    return try #require(document as? [String: Any])
  }

  @Test("the rows of the golden report give its summary, and are written as they stand there")
  func summary() throws {
    let report = try members(finished(goldenRows()))
    #expect(report["summary"] as? NSDictionary == golden["summary"] as? NSDictionary)
    #expect(report["rows"] as? NSArray == golden["rows"] as? NSArray)
  }

  @Test(
    "a node of which nobody counts an accelerator or the rest says so, and not the most that it may have had; one that lacks a package's counter has its bounds",
    arguments: [
      [], [EnergyComponent.accelerator], [.package, .accelerator], [.package], [.rest],
      [.package, .rest],
    ])
  func lacks(parts: [EnergyComponent]) throws {
    var report = NodeReport()
    for row in try goldenRows() { report.add(row) }
    let bytes = report.finish(
      Self.identity, lacks: parts, factors: [], facts: nil, present: NodeReport.Present()
    ) { _ in }
    let members = try members(bytes)
    #expect(members["lacks"] as? [String] == parts.map(\.word))
    let summary = try #require(members["summary"] as? [String: Any])
    #expect(summary["low_uj"] != nil)
    #expect(
      (summary["high_uj"] == nil)
        == (parts.contains(.accelerator) || parts.contains(.rest)))
  }

  @Test("identity stands first, the summary before everything that is long, on one line")
  func order() throws {
    let bytes = try finished(goldenRows())
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(
      text.hasPrefix(
        #"{"schema":"nodeprobe.report/1","node_id":"3b9d6bcdbbfd4b2d9b5dab8dfbbd4bed"#
          + #"3b9d6bcdbbfd4b2d9b5dab8dfbbd4bed","start":"2026-03-02T14:00:00.000Z","#
          + #""end":"2026-03-02T15:00:00.000Z","summary":{"node_uj":396000000000,"#))
    #expect(text.hasSuffix("}\n"))
    #expect(text.count { $0 == "\n" } == 1)
    #expect(try finished(goldenRows()) == bytes)
  }

  @Test("a report without rows is valid, and one of which others follow says nothing of now")
  func empty() throws {
    let report = try members(finished([], present: nil))
    #expect((report["rows"] as? [Any])?.isEmpty == true)
    #expect((report["summary"] as? [String: Any])?["covered_seconds"] as? Int == 0)
    #expect(report["findings"] == nil && report["hardware"] == nil)
  }

  @Test("a sum that no double holds exactly is a decimal string")
  func large() throws {
    var rows: [EnergyRow] = []
    for var row in try goldenRows() where row.owner == .bucket(.gap) {
      for slot in 0..<12 { row.full[slot] = 1 << 52 }
      row.known = 0xFFF
      rows.append(row)
    }
    // Two components, twelve slots of 2^52 each.
    let summary = try members(finished(rows))["summary"] as? [String: Any]
    #expect(summary?["node_uj"] as? String == "108086391056891904")
    #expect((summary?["buckets_uj"] as? [String: Any])?["system"] as? Int == 0)
  }

  @Test("the slot that runs is covered as far as it has come")
  func covered() throws {
    var identity = Self.identity
    // Ten slots from 14:10 on: at 14:37:30 five and a half of them are over.
    identity.end = identity.start + 2250 * 1_000_000_000
    let report = try members(finished(goldenRows(), identity))
    #expect((report["summary"] as? [String: Any])?["covered_seconds"] as? Int == 1650)
    // Whose agent began at 14:12 has seen 180 s of the first of them.
    identity.start += 720 * 1_000_000_000
    let late = try members(finished(goldenRows(), identity))
    #expect((late["summary"] as? [String: Any])?["covered_seconds"] as? Int == 1530)
  }

  @Test("hardware is what the series say, and what may explain a difference")
  func hardware() throws {
    var stage = NodeStage()
    stage.add(
      "nodeprobe_node_info", ["hostname": "n7", "release": "6.12.41"], .count(1))
    stage.add(
      "nodeprobe_dmi_info", ["system_vendor": "Example", "bios_version": "2.10.2"], .count(1))
    for package in ["0", "1"] {
      stage.add(
        "nodeprobe_cpu_info",
        ["model_name": "CPU 9000", "microcode": "0xa101148", "package": package], .count(1))
    }
    stage.add("nodeprobe_cpu_packages", .count(2))
    stage.add("nodeprobe_cpu_cores", .count(64))
    stage.add("nodeprobe_cpu_threads", .count(128))
    stage.add("nodeprobe_memory_total_bytes", .count(540_431_908_864))
    for (cpu, governor) in [("0", "performance"), ("1", "powersave")] {
      stage.add(
        "nodeprobe_cpu_frequency_policy_info",
        ["cpu": cpu, "driver": "amd-pstate-epp", "governor": governor], .count(1))
    }
    for address in ["0000:03:00.0", "0000:04:00.0"] {
      stage.add(
        "nodeprobe_pci_device_info",
        [
          "device": address, "vendor_id": "10de", "device_id": "2330", "class_id": "0302",
          "revision": "a1", "vendor": "NVIDIA Corporation", "model": "GH100", "driver": "nvidia",
          "numa_node": "1",
        ], .count(1))
      stage.add("nodeprobe_pci_link_width_lanes", ["device": address], .count(8))
      stage.add("nodeprobe_pci_link_max_width_lanes", ["device": address], .count(16))
    }
    // A part of a device that was split, and one that went away.
    stage.add(
      "nodeprobe_pci_device_info",
      [
        "device": "0000:03:00.4", "vendor_id": "10de", "device_id": "2330", "class_id": "0302",
        "revision": "a1", "physical_function": "0000:03:00.0",
      ], .count(1))
    stage.add(
      "nodeprobe_pci_device_info",
      ["device": "0000:05:00.0", "class_id": "1200", "vendor": "Gone"], .absent)
    let report = try members(finished([], Self.identity, ReportFacts(stage.snapshot(at: 5))))
    #expect(
      report["hardware"] as? NSDictionary == [
        "cpu": "CPU 9000", "packages": 2, "cores": 64, "threads": 128,
        "memory_bytes": 540_431_908_864,
        "accelerators": [["model": "NVIDIA Corporation GH100", "count": 2]],
        "fingerprint": [
          "bios": "2.10.2", "driver": "nvidia", "frequency_driver": "amd-pstate-epp",
          "governor": "performance,powersave", "kernel": "6.12.41", "microcode": "0xa101148",
          "smt": "on",
        ],
      ])
    #expect(
      report["node"] as? NSDictionary == [
        "hostname": "n7", "kernel": "6.12.41", "vendor": "Example",
      ])
    let inventory = try #require(report["inventory"] as? [NSDictionary])
    #expect(inventory.count == 3)
    #expect(
      inventory[0] == [
        "address": "0000:03:00.0", "vendor_id": "10de", "device_id": "2330", "class_id": "0302",
        "revision": "a1", "vendor": "NVIDIA Corporation", "device": "GH100", "driver": "nvidia",
        "numa_node": 1, "link": ["width_lanes": 8, "max_width_lanes": 16],
      ])
    #expect((report["findings"] as? [Any])?.isEmpty == true)
  }

  @Test("what a node draws without activity stands with its hardware, and of what that is")
  func idlePower() throws {
    var stage = NodeStage()
    let facts = ReportFacts(stage.snapshot(at: 5))
    var report = NodeReport()
    let bytes = report.finish(
      Self.identity,
      idle: NodeIdlePower(microwatts: 212_437_000, domains: [.accelerator, .psys]), factors: [],
      facts: facts, present: nil
    ) { _ in }
    let said = try members(bytes)
    let hardware = try #require(said["hardware"] as? [String: Any])
    #expect(hardware["idle_watts"] as? Double == 212.437)
    #expect(hardware["idle_domains"] as? [String] == ["accelerator", "psys"])
    let silent = try members(finished([], Self.identity, facts))["hardware"] as? [String: Any]
    #expect(silent?["idle_watts"] == nil && silent?["idle_domains"] == nil)
  }

  @Test("modules, drivers' versions and that of the benchmarks tell machines of a model apart")
  func fingerprint() throws {
    func fingerprint(_ fill: (inout NodeStage) -> Void) throws -> [String: String]? {
      var stage = NodeStage()
      fill(&stage)
      let report = try members(
        finished([], Self.identity, ReportFacts(stage.snapshot(at: 5)), benchmark: "0.3.0"))
      return (report["hardware"] as? [String: Any])?["fingerprint"] as? [String: String]
    }
    func addErrors(_ stage: inout NodeStage) {
      for (dimm, bytes) in [("0", 16 << 30), ("1", 16 << 30), ("2", 0)] as [(String, UInt64)] {
        stage.add("nodeprobe_edac_dimm_size_bytes", ["dimm": dimm], .count(bytes))
      }
    }
    let told = try fingerprint { stage in
      for (module, bytes, speed) in [("0", 32, 4800), ("1", 16, 4400), ("2", 32, 4800)]
        as [(String, UInt64, UInt64)]
      {
        stage.add("nodeprobe_memory_module_size_bytes", ["module": module], .count(bytes << 30))
        stage.add(
          "nodeprobe_memory_module_transfers_per_second", ["module": module],
          .count(speed * 1_000_000))
      }
      addErrors(&stage)
      stage.add(
        "nodeprobe_pci_device_info",
        [
          "device": "0000:03:00.0", "vendor_id": "10de", "device_id": "2330", "class_id": "0302",
          "revision": "a1", "driver": "nvidia",
          "driver_version": "570.86.15",
        ],
        .count(1))
    }
    #expect(
      told == [
        "memory": "1 × 16 GiB + 2 × 32 GiB 4400 MT/s", "driver": "nvidia 570.86.15",
        "benchmark": "0.3.0",
      ])
    // Where nobody may read SMBIOS, memory controllers say sizes, and empty slots none.
    #expect(try fingerprint(addErrors) == ["memory": "2 × 16 GiB", "benchmark": "0.3.0"])
  }

  @Test(
    "OpenTelemetry's names are those of its conventions, and what is not known is left out",
    arguments: [
      ("x86_64", "amd64"), ("aarch64", "arm64"), ("armv7l", "arm32"), ("i686", "x86"),
      ("ppc64le", "ppc64"), ("s390x", "s390x"), ("riscv64", "riscv64"),
    ])
  func resource(machine: String, name: String) throws {
    var stage = NodeStage()
    stage.add("nodeprobe_node_info", ["hostname": "n7", "architecture": machine], .count(1))
    stage.add("nodeprobe_cpu_info", ["model_name": "CPU 9000", "package": "0"], .count(1))
    let report = try members(finished([], Self.identity, ReportFacts(stage.snapshot(at: 5))))
    #expect(
      report["resource"] as? NSDictionary == [
        "host.id": Self.identity.nodeID, "host.name": "n7", "host.arch": name,
        "host.cpu.model.name": "CPU 9000", "os.type": "linux", "service.name": "nodeprobe",
      ])
  }

  @Test("a node that says nothing of itself has no fact, not an empty or a wrong one")
  func virtual() throws {
    var stage = NodeStage()
    stage.add("nodeprobe_node_info", ["hostname": "vm"], .count(1))
    let report = try members(finished([], Self.identity, ReportFacts(stage.snapshot(at: 5))))
    #expect(report["hardware"] as? NSDictionary == ["fingerprint": NSDictionary()])
    #expect(report["inventory"] == nil)
  }

  @Test(
    "factors are those in force at the start, and what came until the end",
    arguments: [
      (5, 15, [0, 10]), (10, 15, [10]), (12, 40, [10, 20]), (30, 40, [20]), (-5, -1, [0]),
      (0, 10, [0, 10]),
    ] as [(Int64, Int64, [Int64])])
  func factors(start: Int64, end: Int64, expected: [Int64]) {
    let all = ([0, 10, 20] as [Int64]).map { ReportFactors(since: $0, document: "{}") }
    #expect(ReportFactors.inForce(all, from: start, until: end).map(\.since) == expected)
    #expect(ReportFactors.inForce([], from: start, until: end).isEmpty)
  }

  @Test("factors are written as they are kept with their time, and left out where they are no JSON")
  func factorDocuments() throws {
    let report = try members(
      finished(
        [],
        factors: [
          ReportFactors(
            since: 1_772_460_000, document: #"{"version":"v/1","currency":"EUR","factors":[]}"#),
          ReportFactors(since: 1_772_460_300, document: #"{"version":"v/1","#),
          ReportFactors(since: 1_772_460_300, document: "[1]"),
        ]))
    #expect(
      report["factors"] as? NSArray == [
        [
          "since": "2026-03-02T14:00:00Z", "version": "v/1", "currency": "EUR",
          "factors": NSArray(),
        ]
      ])
  }
}
