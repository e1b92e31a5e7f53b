import Exporters
import Foundation
import NodeModel
import TestSupport
import Testing

@Suite("The document of jobs")
struct JobsDocumentTests {
  /// A job of Slurm on two components, one that has just ended, and one of which nothing is known yet.
  private func stage() -> NodeStage {
    var stage = NodeStage()
    stage.add(
      "nodeprobe_job_energy_joules_total",
      ["job_id": "slurm:alpha/7", "manager": "slurm", "component": "package"], .micro(9_000_001))
    stage.add(
      "nodeprobe_job_energy_joules_total",
      ["job_id": "slurm:alpha/7", "manager": "slurm", "component": "dram"], .micro(1_000_000))
    add(
      "slurm:alpha/7", "slurm", dynamic: 8_000_000, watts: .micro(12_500_000), end: .absent,
      to: &stage)
    stage.add(
      "nodeprobe_job_carbon_grams_total", ["job_id": "slurm:alpha/7", "manager": "slurm"],
      .real(0.25))
    stage.add(
      "nodeprobe_job_market_carbon_grams_total", ["job_id": "slurm:alpha/7", "manager": "slurm"],
      .micro(125_000))
    stage.add(
      "nodeprobe_job_embodied_carbon_grams_total", ["job_id": "slurm:alpha/7", "manager": "slurm"],
      .micro(46_803_653))
    stage.add(
      "nodeprobe_job_cost_total",
      ["job_id": "slurm:alpha/7", "manager": "slurm", "currency": "EUR"], .micro(2_520_000))
    stage.add(
      "nodeprobe_job_info",
      [
        "job_id": "slurm:alpha/7", "manager": "slurm", "job_name": "cfd", "tier": "B",
        "user": "ada", "account": "phys", "project": "wing",
      ], .count(1))
    stage.add(
      "nodeprobe_job_energy_joules_total",
      ["job_id": "docker:n/ab", "manager": "docker", "component": "package"], .micro(3))
    add(
      "docker:n/ab", "docker", dynamic: 0, watts: .absent, end: .real(1_772_460_060.5), to: &stage)
    stage.add(
      "nodeprobe_job_info",
      ["job_id": "docker:n/ab", "manager": "docker", "job_name": "ab", "tier": "D"], .count(1))
    stage.add(
      "nodeprobe_job_info",
      ["job_id": "docker:n/cd", "manager": "docker", "job_name": "cd", "tier": "D"], .count(1))
    return stage
  }

  private func add(
    _ id: String, _ manager: String, dynamic: UInt64, watts: Value, end: Value,
    to stage: inout NodeStage
  ) {
    stage.add(
      "nodeprobe_job_dynamic_energy_joules_total", ["job_id": id, "manager": manager],
      .micro(dynamic))
    stage.add(
      "nodeprobe_job_energy_bound_joules", ["job_id": id, "manager": manager, "bound": "low"],
      .micro(2))
    stage.add(
      "nodeprobe_job_energy_bound_joules", ["job_id": id, "manager": manager, "bound": "high"],
      .micro(11_000_000))
    stage.add("nodeprobe_job_power_watts", ["job_id": id, "manager": manager], watts)
    stage.add(
      "nodeprobe_job_start_timestamp_seconds", ["job_id": id, "manager": manager],
      .real(1_772_460_000.125))
    stage.add("nodeprobe_job_end_timestamp_seconds", ["job_id": id, "manager": manager], end)
  }

  @Test("energies are exact sums in microjoules, and the words are those of the labels")
  func words() throws {
    var stage = stage()
    var document = JobsDocument()
    var json = JSONWriter()
    document.write(stage.snapshot(at: 60), into: &json)
    #expect(
      String(decoding: json.text.bytes, as: UTF8.self) == """
        [{"job_id":"slurm:alpha/7","name":"cfd","manager":"slurm","user":"ada","account":"phys",\
        "tags":{"project":"wing"},"state":"running","start":"2026-03-02T14:00:00.125Z",\
        "energy_uj":10000001,"dynamic_energy_uj":8000000,"low_uj":2,"high_uj":11000000,\
        "tier":"B","watts":12.5,"carbon_grams":0.25,"market_carbon_grams":0.125,\
        "embodied_carbon_grams":46.803653,"cost":2.52,"currency":"EUR"},\
        {"job_id":"docker:n/ab","name":"ab","manager":"docker","tags":{},"state":"ended",\
        "start":"2026-03-02T14:00:00.125Z","end":"2026-03-02T14:01:00.500Z","energy_uj":3,\
        "dynamic_energy_uj":0,"low_uj":2,"high_uj":11000000,"tier":"D"}]
        """)
    let faults = try SchemaCheck.errors(in: Data(json.text.bytes), schema: "jobs.json")
    #expect(faults ?? "" == "")
  }

  @Test("the node's document has those that run, by power")
  func byPower() throws {
    var stage = stage()
    var history = History()
    let snapshot = stage.snapshot(at: 60)
    history.add(snapshot)
    var document = NodeDocument()
    var json = JSONWriter()
    document.write(snapshot, history, into: &json)
    let faults = try SchemaCheck.errors(in: Data(json.text.bytes), schema: "node.json")
    #expect(faults ?? "" == "")
    let text = String(decoding: json.text.bytes, as: UTF8.self)
    #expect(
      text.contains(
        #""jobs":[{"job_id":"slurm:alpha/7","name":"cfd","manager":"slurm","user":"ada","#
          + #""watts":12.5,"energy_joules":10.000001,"tier":"B"},"#
          + #"{"job_id":"docker:n/cd","name":"cd","manager":"docker","tier":"D"}]"#))
  }

  @Test("a row is written as its schema has it, with null where no agent ran")
  func row() throws {
    var full = HourSlots()
    full[1] = 7
    let row = EnergyRow(
      owner: .job("slurm:alpha/7"), component: .dram, hour: 1_772_460_000,
      epoch: Epoch(high: 0x5f0c_2f6e_3f7b_4a52, low: 0x9d0e_6f1a_2b3c_4d5e), sequence: 3,
      revision: 9, isFinal: false, known: 0b10, tiers: Array(repeating: .components, count: 12),
      full: full, dynamic: HourSlots(), low: Microjoules(6), high: Microjoules(8))
    var json = JSONWriter()
    json.row(row)
    #expect(
      String(decoding: json.text.bytes, as: UTF8.self) == """
        {"owner":"slurm:alpha/7","component":"dram","hour":"2026-03-02T14:00:00Z",\
        "epoch":"5f0c2f6e-3f7b-4a52-9d0e-6f1a2b3c4d5e","sequence":3,"revision":9,"final":false,\
        "tiers":"-B----------",\
        "full_uj":[null,7,null,null,null,null,null,null,null,null,null,null],\
        "dynamic_uj":[null,0,null,null,null,null,null,null,null,null,null,null],\
        "low_uj":6,"high_uj":8}
        """)
    let faults = try SchemaCheck.errors(in: Data(json.text.bytes), schema: "row.json")
    #expect(faults ?? "" == "")
  }
}
