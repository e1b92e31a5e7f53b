import Foundation
import TestSupport
import Testing

@Suite("probe run with an agent")
struct RunWithAgentTests {
  let agent: RunningAgent
  let stage: CommandStage

  init() throws {
    agent = try RunningAgent()
    stage = try CommandStage()
  }

  @Test("has its name and tags on the page, and the joules of its summary in probe jobs")
  func job() throws {
    let result = try stage.run(
      ["--job", "nightly", "--tag", "team=ocean", "--tag", "project=enso"],
      script: "for ((i = 0; i < 200000; i++)); do :; done; sleep 1", state: agent.state)
    #expect(result.status == 0)
    let summary = try stage.summary()
    let id = try #require(summary["job_id"] as? String)
    #expect(id.hasPrefix("run:"))
    let page = try agent.get("/metrics").body
    let info = page.split(separator: "\n").first {
      $0.hasPrefix("nodeprobe_job_info{job_id=\"\(id)\"")
    }
    for label in ["job_name=\"nightly\"", "team=\"ocean\"", "project=\"enso\"", "manager=\"run\""] {
      #expect(info?.contains(label) == true)
    }
    let energy = try #require(summary["energy_uj"] as? Int)
    #expect(energy > 0)
    #expect(page.contains("nodeprobe_team_energy_joules_total{"))
    #expect(try MetricsDocument().faults(of: page) == [])
    let job = try stage.jobs(in: agent.state)["nightly"]
    #expect(job?["energy_uj"] as? Int == energy)
    #expect(job?["state"] as? String == "ended")
    #expect(result.errors.contains("probe: job     \(id), with the agent\n"))
    for (tag, count) in [("team=oc*", 1), ("team=oc", 0)] {
      let list = try BuiltProgram.run(
        "probe", ["jobs", "--csv", "--state-dir", agent.state, "--tag", tag])
      #expect(list.output.split(separator: "\n").count == 1 + count, "\(list.output)")
    }
    // By the beginning of what stands behind the slash.
    let short = try #require(id.split(separator: "/").last?.prefix(8))
    let explained = try BuiltProgram.run(
      "probe", ["explain", String(short), "--verify", "--state-dir", agent.state])
    #expect(explained.status == 0 && explained.output.hasPrefix(id), "\(explained.errors)")
    let node = try #require(summary["node"] as? [String: Int])
    #expect(energy <= node["energy_uj", default: 0])
  }

  @Test("is one job, with the CPU time that the command had, to the agent as well")
  func processorTime() throws {
    _ = try stage.run(
      ["--job", "busy"], script: "for ((i = 0; i < 300000; i++)); do :; done", state: agent.state)
    let summary = try stage.summary()
    let seen = try #require(summary["cpu_seconds"] as? Double)
    let job = try #require(try stage.jobs(in: agent.state)["busy"])
    let id = try #require(job["job_id"] as? String)
    let page = try agent.page()
    let counted = page["nodeprobe_job_cpu_seconds_total{job_id=\"\(id)\",manager=\"run\"}"]
    #expect(abs((counted ?? 0) - seen) < 0.03)
  }

  @Test("that is killed leaves the command alone, and its job ends with it")
  func killed() throws {
    let ready = stage.folder.path + "/ready"
    let run = try stage.start(
      ["--job", "orphan"],
      ["bash", "-c", CommandStage.closed + "echo $$ > \(ready); exec sleep 300"],
      state: agent.state)
    var child: Int32 = 0
    #expect(
      try Waiting.until {
        child =
          Int32(((try? String(contentsOfFile: ready, encoding: .utf8)) ?? "").dropLast()) ?? 0
        return child > 0
      })
    kill(run.processIdentifier, SIGKILL)
    run.waitUntilExit()
    #expect(kill(child, 0) == 0)
    #expect(try stage.jobs(in: agent.state)["orphan"]?["state"] as? String == "running")
    kill(child, SIGKILL)
    #expect(
      try Waiting.until {
        try stage.jobs(in: agent.state)["orphan"]?["state"] as? String == "ended"
      })
  }

  // MARK: The interface behind it

  /// The status; what was answered is in `answer`.
  private func post(
    _ path: String, _ body: String, overTCP: Bool = false
  ) throws -> Int {
    try stage.folder.write(body, to: "body")
    let way =
      overTCP
      ? [agent.address + path]
      : ["--unix-socket", agent.state + "/agent.sock", "http://localhost" + path]
    let result = try Program.run(
      "/usr/bin/env",
      [
        "curl", "-s", "-m", "120", "-o", answer, "-w", "%{http_code}", "--data-binary",
        "@\(stage.folder.path)/body",
      ] + way)
    return Int(result.output) ?? 0
  }

  private var answer: String { stage.folder.path + "/answer" }

  @Test("begins with a process that is there and ends with a document of its schema")
  func process() throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sleep")
    process.arguments = ["300"]
    try process.run()
    defer { kill(process.processIdentifier, SIGKILL) }
    #expect(try post("/v1/jobs", "{\"name\":\"nap\",\"pid\":\(process.processIdentifier)}") == 201)
    let begun = try JSONSerialization.jsonObject(
      with: Data(contentsOf: URL(fileURLWithPath: answer)))
    let id = try #require((begun as? [String: String])?["job_id"])
    #expect(id.hasPrefix("run:"))
    let end = "/v1/jobs/" + id.replacing(":", with: "%3A").replacing("/", with: "%2F") + "/end"
    #expect(try post(end, "") == 200)
    #expect(try SchemaCheck.errors(inFile: answer, schema: "command.json") ?? "" == "")
    #expect(try post(end, "") == 404)
  }

  @Test("is asked for over the socket alone")
  func tcp() throws {
    let request = "{\"name\":\"x\",\"pid\":1}"
    #expect(try post("/v1/jobs", request, overTCP: true) == 403)
    #expect(try post("/v1/jobs/run%3Ax/end", "", overTCP: true) == 403)
    #expect(try post("/metrics", "") == 405)
  }

  @Test("is refused with the status that says why")
  func refusals() throws {
    let name = "{\"name\":\"x\","
    let group = "nodeprobe-00000000-0000-4000-8000-000000000000.scope"
    for (body, status) in [
      ("{", 400), ("[]", 400), ("{\"name\":\"x\"}", 400), (name + "\"pid\":-1}", 400),
      ("{\"name\":\"\",\"pid\":1}", 400), (name + "\"pid\":1,\"cgroup\":\"a\"}", 400),
      (name + "\"name\":\"y\",\"pid\":1}", 400),
      (name + "\"tags\":{\"job_id\":\"y\"},\"pid\":1}", 400),
      (name + "\"cgroup\":\"../../etc\"}", 400), (name + "\"cgroup\":\"nobody\"}", 409),
      (name + "\"cgroup\":\"\(group)\"}", 404), (name + "\"pid\":999999999}", 404),
      (String(repeating: " ", count: 20_000), 413),
    ] {
      #expect(try post("/v1/jobs", body) == status, "\(body.prefix(100))")
    }
  }

  @Test("ends nothing that never began")
  func unknown() throws {
    #expect(try post("/v1/jobs/run%3Anode%2Fx/end", "") == 404)
  }
}
