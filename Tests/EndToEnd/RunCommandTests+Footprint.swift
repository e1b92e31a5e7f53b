import Foundation
import TestSupport
import Testing

/// Commands of which an agent is told later, and their carbon and cost.
extension RunCommandTests {
  @Test(
    "leaves the job for the next agent, and probe jobs has the joules of the summary all the time")
  func finished() throws {
    let stage = try CommandStage()
    _ = try stage.run(["--job", "alone", "--tag", "team=ocean"], script: "sleep 1.2")
    let summary = try stage.summary()
    let energy = try #require(summary["energy_uj"] as? Int)
    #expect(energy > 0)
    let left = try stage.jobs()["alone"]
    #expect(left?["energy_uj"] as? Int == energy)
    #expect((left?["tags"] as? [String: String]) == ["team": "ocean"])
    #expect(left?["job_id"] as? String == summary["job_id"] as? String)

    let (agent, next) = try filed(stage.state)
    defer { kill(next.processIdentifier, SIGKILL) }
    #expect(
      try Waiting.until {
        try stage.jobs(in: agent.state)["alone"]?["energy_uj"] as? Int == energy
      })
  }

  @Test(
    "without an agent keeps its carbon and cost, which the lines come to before and after it is filed"
  )
  func footprint() throws {
    let stage = try CommandStage()
    try stage.folder.write(
      """
      site: {zone: DE, pue: {value: 1.5}}
      cost: {currency: EUR, per_kwh: 360}
      """, to: "probe.yaml")
    _ = try stage.run(
      ["--job", "solo", "--config", stage.folder.path + "/probe.yaml"],
      script: "for ((i = 0; i < 300000; i++)); do :; done; sleep 1.2")
    let summary = try stage.summary()
    func expectCounted(in state: String) throws {
      let job = try #require(try stage.jobs(in: state)["solo"])
      let energy = try #require(job["energy_uj"] as? Double)
      #expect(energy > 0)
      // 360 EUR/kWh with a PUE of 1.5 are 1.5e-4 EUR a joule; counters are whole millionths.
      let cost = try #require(job["cost"] as? Double)
      #expect(abs(cost - energy / 1e6 * 1.5e-4) <= 2e-6)
      #expect(job["currency"] as? String == "EUR")
      let carbon = try #require(job["carbon_grams"] as? Double)
      let told = try #require(summary["carbon_grams"] as? Double)
      #expect(abs(carbon - told) <= 2e-6)
      let explained = try BuiltProgram.run(
        "probe", ["explain", "solo", "--verify", "--state-dir", state])
      #expect(explained.status == 0, "\(explained.output)")
      #expect(
        explained.output.hasSuffix(
          "cost of the lines are what was counted, to the millionth\n"))
      #expect(explained.output.contains("360") && explained.output.contains("1.5"))
      #expect(explained.output.contains("Divided by: CPU time since "))
      #expect(!explained.output.contains("not kept"))
    }
    try expectCounted(in: stage.state)

    // An agent with other factors files it, and leaves it its own.
    let (agent, next) = try filed(stage.state)
    defer { kill(next.processIdentifier, SIGKILL) }
    #expect(try Waiting.until { try stage.jobs(in: agent.state)["solo"] != nil })
    try expectCounted(in: agent.state)
  }

  @Test("has no cost where only cores have a price and nobody knows which it kept from others")
  func unknownReservation() throws {
    let stage = try CommandStage()
    try stage.folder.write(
      "site: {zone: DE}\ncost: {currency: EUR, per_core_hour: 1}\n", to: "probe.yaml")
    let result = try stage.run(
      ["--job", "free", "--config", stage.folder.path + "/probe.yaml"],
      script: "for ((i = 0; i < 300000; i++)); do :; done; sleep 1.2")
    let lines = result.errors.split(separator: "\n")
    #expect(lines.contains { $0.hasPrefix("probe: carbon ") }, "\(result.errors)")
    #expect(!lines.contains { $0.hasPrefix("probe: cost ") }, "\(result.errors)")
    let summary = try stage.summary()
    let job = try #require(try stage.jobs()["free"])
    for document in [summary, job] {
      #expect(document["carbon_grams"] != nil)
      #expect(document["cost"] == nil && document["currency"] == nil)
      #expect(document["embodied_carbon_grams"] == nil)
    }
    // Bash's loop takes a tenth of a second at least.
    #expect(try #require(job["cpu_seconds"] as? Double) > 0.05)
  }

  @Test("says of a command whose factors were not kept that its carbon cannot be formed")
  func withoutFactors() throws {
    let stage = try CommandStage()
    _ = try stage.run(["--job", "old"], script: "sleep 1.2")
    let folder = stage.state + "/finished/"
    let name = try #require(try FileManager.default.contentsOfDirectory(atPath: folder).first)
    let data = try Data(contentsOf: URL(fileURLWithPath: folder + name))
    var document = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    for member in ["footprint", "factors", "factors_since"] { document[member] = nil }
    try JSONSerialization.data(withJSONObject: document).write(
      to: URL(fileURLWithPath: folder + name))
    let explained = try BuiltProgram.run(
      "probe", ["explain", "old", "--verify", "--state-dir", stage.state])
    #expect(explained.status == 0, "\(explained.errors)")
    #expect(explained.output.contains("to the microjoule"))
    #expect(
      explained.output.hasSuffix(
        "Carbon: no factors of its time are kept, so none can be formed.\n"))
  }
}
