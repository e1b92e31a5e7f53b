import Foundation
import TestSupport
import Testing

/// `probe jobs` and `probe explain` against an agent whose control groups are a folder.
@Suite("Jobs from the command line")
struct JobsCommandTests {
  private let tree: TemporaryDirectory
  private let slurm = "sys/fs/cgroup/system.slice/slurmstepd.scope"

  init() throws {
    tree = try TemporaryDirectory()
    try tree.write("cpu memory\n", to: "sys/fs/cgroup/cgroup.controllers")
    try tree.write("usage_usec 0\n", to: slurm + "/cpu.stat")
    try tree.write("usage_usec 0\n", to: slurm + "/job_7/cpu.stat")
    try tree.write("usage_usec 0\n", to: slurm + "/job_8/cpu.stat")
  }

  private func jobs(_ arguments: [String]) throws -> [[String: Any]] {
    let result = try BuiltProgram.run("probe", ["jobs", "--json"] + arguments)
    #expect(result.status == 0, "\(result.errors)")
    let document = try JSONSerialization.jsonObject(with: Data(result.output.utf8))
    return try #require(document as? [[String: Any]])
  }

  private func energy(_ job: String, _ arguments: [String]) throws -> Int {
    try jobs(arguments).first { $0["name"] as? String == job }?["energy_uj"] as? Int ?? 0
  }

  @Test("live, ended and without an agent: each joule is listed, and explained to the microjoule")
  func life() throws {
    let agent = try RunningAgent(["--sysfs", tree.path + "/sys", "--interval", "200ms"])
    let here = ["--state-dir", agent.state]
    var used = 0
    let hasEnergy = try Waiting.until {
      used += 100_000
      try tree.write("usage_usec \(used)\n", to: slurm + "/job_7/cpu.stat")
      return try energy("7", here) > 0
    }
    #expect(hasEnergy, "\(agent.log)")
    let live = try #require(try jobs(here).first { $0["name"] as? String == "7" })
    #expect(live["manager"] as? String == "slurm")
    #expect(live["state"] as? String == "running")
    #expect((live["job_id"] as? String)?.hasSuffix("/7") == true)
    #expect(try jobs(here + ["--name", "[78]"]).isEmpty)
    #expect(try jobs(here + ["--name", "?"]).count == 2)
    #expect(try jobs(here + ["--manager", "docker"]).isEmpty)
    #expect(try jobs(here + ["--until", "2000-01-01"]).isEmpty)
    #expect(try jobs(here + ["--limit", "1"]).count == 1)
    // Whoever reads one of two is told so, wherever it goes.
    for form in ["--json", "--csv"] {
      let cut = try BuiltProgram.run("probe", ["jobs", form, "--limit", "1"] + here)
      #expect(cut.status == 0)
      #expect(
        cut.errors
          == "probe: There are earlier ones: --limit N shows more, --since bounds them.\n")
      #expect(try BuiltProgram.run("probe", ["jobs", form] + here).errors == "")
    }
    let cut = try BuiltProgram.run("probe", ["jobs", "--limit", "1"] + here)
    #expect(cut.errors == "" && cut.output.contains("There are earlier ones"))
    let explained = try BuiltProgram.run("probe", ["explain", "7", "--verify"] + here)
    #expect(explained.status == 0, "\(explained.output)\(explained.errors)")
    #expect(
      explained.output.contains("verified: the lines are the ledger's totals, to the microjoule\n"))
    #expect(
      explained.output.hasSuffix(
        " of the lines are what was counted, to the millionth\n"))

    try tree.remove(slurm + "/job_7")
    let hasEnded = try Waiting.until { try jobs(here + ["--state", "ended"]).count == 1 }
    #expect(hasEnded)
    let last = try energy("7", here)
    #expect(agent.stop() == 0)

    #expect(try energy("7", here) == last)
    let id = try #require(live["job_id"] as? String)
    let ambiguous = try BuiltProgram.run("probe", ["explain", String(id.dropLast())] + here)
    #expect(ambiguous.status == 2 && ambiguous.errors.contains("may be one of 2 jobs"))
    let table = try BuiltProgram.run("probe", ["jobs"] + here)
    #expect(table.output.contains("No agent runs; this is how it was at "))
    let verified = try BuiltProgram.run("probe", ["explain", "7", "--verify"] + here)
    #expect(verified.status == 0, "\(verified.output)\(verified.errors)")
    // What the page had counted stands in the store, and is formed again without an agent.
    let filed = try #require(try jobs(here).first { $0["name"] as? String == "7" })
    #expect(try #require(filed["carbon_grams"] as? Double) > 0)
    #expect(filed["market_carbon_grams"] as? Double == filed["carbon_grams"] as? Double)
    #expect(
      verified.output.hasSuffix(
        " of the lines are what was counted, to the millionth\n"))
    #expect(verified.output.contains("intensity") && verified.output.contains("g/kWh"))
  }

  @Test("steps stand below their job with all of its dynamic energy, live and from the store")
  func steps() throws {
    let step = slurm + "/job_7/step_0"
    try tree.write("usage_usec 0\n", to: step + "/cpu.stat")
    let agent = try RunningAgent(["--sysfs", tree.path + "/sys", "--interval", "200ms"])
    let here = ["--state-dir", agent.state]
    var used = 0
    /// The shares of the job's parts, and its dynamic energy.
    func shares() throws -> (parts: [Int], job: Int, name: String)? {
      let job = try jobs(here + ["--parts"]).first { $0["name"] as? String == "7" }
      guard let parts = job?["parts"] as? [String: Any],
        let named = parts["named"] as? [[String: Any]], let rest = parts["rest"] as? [String: Any]
      else { return nil }
      let shares = (named + [rest]).compactMap { $0["dynamic_energy_uj"] as? Int }
      return (shares, job?["dynamic_energy_uj"] as? Int ?? 0, named.first?["id"] as? String ?? "")
    }
    let hasShare = try Waiting.until {
      used += 100_000
      try tree.write("usage_usec \(used * 3 / 4)\n", to: step + "/cpu.stat")
      try tree.write("usage_usec \(used)\n", to: slurm + "/job_7/cpu.stat")
      return try shares()?.parts.first ?? 0 > 0
    }
    #expect(hasShare, "\(agent.log)")
    let live = try #require(try shares())
    #expect(live.name == "step_0" && live.parts.reduce(0, +) == live.job)
    #expect(try jobs(here).allSatisfy { $0["parts"] == nil })

    let id = try #require(
      try jobs(here).first { $0["name"] as? String == "7" }?["job_id"] as? String)
    for (path, schema) in [
      ("/v1/parts", "parts.json"), ("/report", "report.json"),
      ("/v1/jobs/" + id.replacing("/", with: "%2F") + "/rows", "book.json"),
    ] {
      let answer = try agent.get(path)
      #expect(answer.status == 200 && answer.body.contains(#""named":[{"id":"step_0","start":""#))
      try tree.write(answer.body, to: "document")
      #expect(try SchemaCheck.errors(inFile: tree.path + "/document", schema: schema) ?? "" == "")
    }
    #expect(try agent.get("/v1/parts", "-I").status == 200)
    #expect(try agent.get("/v1/parts", "-X", "POST").status == 405)
    #expect(try !agent.get("/metrics").body.contains("step_0"))
    let table = try BuiltProgram.run("probe", ["jobs", "--steps"] + here).output
    #expect(table.contains("\n  step_0 ") && table.contains("\n  (rest) "))
    let explained = try BuiltProgram.run("probe", ["explain", "7"] + here).output
    #expect(explained.contains("\nstep_0  ") && explained.contains("\n(rest)  "))

    try tree.remove(slurm + "/job_7")
    #expect(try Waiting.until { try jobs(here + ["--state", "ended"]).count == 1 })
    #expect(agent.stop() == 0)
    let filed = try #require(try shares())
    #expect(filed.name == "step_0" && filed.parts.reduce(0, +) == filed.job)
    #expect(filed.job >= live.job)
    let stored = try BuiltProgram.run("probe", ["explain", "7"] + here).output
    #expect(stored.contains("\nstep_0  ") && stored.contains("\n(rest)  "))
  }

  @Test(
    "of a store that cannot be read the rest is listed, with one line of what is missing and status 2"
  )
  func damaged() throws {
    let stage = try CommandStage()
    _ = try stage.run(["--job", "left"], script: "sleep 1.2")
    try stage.folder.write("garbage", to: "state/ledger.sqlite")
    for arguments in [["jobs"], ["jobs", "--json"], ["jobs", "--csv"], ["explain", "left"]] {
      let result = try BuiltProgram.run("probe", arguments + ["--state-dir", stage.state])
      #expect(result.status == 2, "\(arguments)")
      #expect(result.output.contains("left"))
      #expect(
        result.errors
          == "probe: not all jobs are here: \(stage.state)/ledger.sqlite is damaged; the agent begins a new one "
          + "when it starts\n")
    }
    // Beside an agent, whose own jobs are there all the same.
    let agent = try RunningAgent(["--sysfs", tree.path + "/sys", "--interval", "200ms"])
    let here = ["--state-dir", agent.state]
    // Its own answer: the store may know of a job before the page does.
    #expect(try Waiting.until { try agent.get("/v1/jobs").body.contains(#""name":"7""#) })
    // What the agent has written since it was opened is beside it.
    for ending in ["", "-wal", "-shm"] { try? agent.folder.remove("state/ledger.sqlite" + ending) }
    try agent.folder.write("garbage", to: "state/ledger.sqlite")
    let live = try BuiltProgram.run("probe", ["jobs", "--json"] + here)
    #expect(live.status == 2)
    #expect(live.errors.contains("ledger.sqlite is damaged"))
    #expect(live.errors.split(separator: "\n").count == 1)
    #expect(live.output.contains(#""name":"7""#))
  }

  @Test("a file among those that commands have left which is none of them is named")
  func strange() throws {
    let stage = try CommandStage()
    _ = try stage.run(["--job", "left"], script: "sleep 1.2")
    try stage.folder.write("{}", to: "state/finished/strange.json")
    let result = try BuiltProgram.run("probe", ["jobs", "--json", "--state-dir", stage.state])
    #expect(result.status == 2)
    #expect(result.output.contains(#""name":"left""#))
    #expect(
      result.errors
        == "probe: not all jobs are here: \(stage.state)/finished/strange.json is not the job of a "
        + "command; move it away\n")
  }

  @Test("the documents of jobs are answered as the other ones are")
  func endpoints() throws {
    let agent = try RunningAgent(["--sysfs", tree.path + "/sys", "--interval", "200ms"])
    let hasJobs = try Waiting.until {
      try agent.get("/v1/jobs").body.contains(#""name":"7""#)
    }
    #expect(hasJobs)
    let plain = try agent.get("/v1/jobs")
    #expect(plain.headers.contains("Content-Type: application/json"))
    let packed = try agent.get("/v1/jobs", "--compressed")
    #expect(packed.headers.contains("Content-Encoding: gzip"))
    #expect(packed.body.contains(#""name":"7""#))
    #expect(try agent.get("/v1/jobs", "-I").status == 200)
    #expect(try agent.get("/v1/jobs", "-X", "DELETE").status == 405)

    let listed = try JSONSerialization.jsonObject(with: Data(plain.body.utf8))
    let jobs = try #require(listed as? [[String: Any]])
    let id = try #require(jobs.first?["job_id"] as? String)
    let path = "/v1/jobs/" + id.replacing("/", with: "%2F") + "/rows"
    let rows = try agent.get(path)
    #expect(rows.status == 200)
    #expect(rows.body.hasPrefix(#"{"job_id":""# + id + #"","epoch":""#))
    #expect(rows.body.contains(#""factors":{"version":"nodeprobe.footprint/1"#))
    try tree.write(rows.body, to: "book")
    #expect(try SchemaCheck.errors(inFile: tree.path + "/book", schema: "book.json") ?? "" == "")
    #expect(try agent.get(path, "-I").status == 200)
    #expect(try agent.get("/v1/jobs/slurm%3Anobody%2F9/rows").status == 404)
    #expect(try agent.get("/v1/jobs/%zz/rows").status == 404)
  }

  @Test(
    "wrong use is one line and status 2",
    arguments: [
      (
        ["jobs", "--state-dir", "/nonexistent"],
        "no agent answers and no store can be read in /nonexistent"
      ),
      (["explain", "7", "--state-dir", "/nonexistent"], "no agent answers and no store"),
      (["jobs", "--since", "yesterday"], "--since yesterday is no time"),
      (["jobs", "--manager", "torque"], "--manager torque is none of slurm, kubernetes"),
      (["jobs", "--state", "lazy"], "--state lazy is none of running, ended, lost"),
      (["jobs", "--limit", "0"], "--limit 0 is no number from 1"),
      (["jobs", "--since", "1h", "--until", "2h"], "--since is not before --until"),
      (["jobs", "--tag", "team"], "--tag team is not of the form name=value"),
      (["jobs", "--csv", "--json"], "--csv and --json exclude each other"),
    ] as [([String], String)])
  func wrongUse(arguments: [String], words: String) throws {
    let result = try BuiltProgram.run("probe", arguments)
    #expect(result.status == 2)
    #expect(result.output == "")
    #expect(result.errors.hasPrefix("probe: "))
    #expect(result.errors.contains(words), "\(result.errors)")
    #expect(result.errors.split(separator: "\n").count == 1)
  }
}
