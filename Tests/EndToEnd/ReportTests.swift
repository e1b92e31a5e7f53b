import Foundation
import TestSupport
import Testing

/// `/report` and `probe report`, against other programs: check.py, Python's hashlib, sha256sum, gunzip, curl.
@Suite("A node's report from outside")
struct ReportTests {
  private let tree: TemporaryDirectory
  private let slurm = "sys/fs/cgroup/system.slice/slurmstepd.scope"

  init() throws {
    tree = try TemporaryDirectory()
    try tree.write("cpu memory\n", to: "sys/fs/cgroup/cgroup.controllers")
    try tree.write("usage_usec 0\n", to: slurm + "/cpu.stat")
    try tree.write("usage_usec 0\n", to: slurm + "/job_7/cpu.stat")
  }

  /// An agent whose job has taken something.
  private func start() throws -> RunningAgent {
    let agent = try RunningAgent(["--sysfs", tree.path + "/sys", "--interval", "200ms"])
    var used = 0
    let hasEnergy = try Waiting.until {
      used += 100_000
      try tree.write("usage_usec \(used)\n", to: slurm + "/job_7/cpu.stat")
      return try agent.get("/report").body.contains(#""name":"7""#)
    }
    #expect(hasEnergy, "\(agent.log)")
    return agent
  }

  private func expectValid(_ file: String) throws {
    #expect(try SchemaCheck.errors(inFile: file, schema: "report.json") ?? "" == "")
  }

  /// `sha-256=:…:` of a file, as other programs make it.
  private func digest(of file: String) throws -> String {
    let program = """
      import base64, hashlib, sys
      digest = hashlib.sha256(open(sys.argv[1], "rb").read()).digest()
      print("sha-256=:" + base64.b64encode(digest).decode() + ":", end="")
      """
    return try Program.run("/usr/bin/env", "python3", "-c", program, file).output
  }

  @Test("is valid by its schema and digested as it is sent, plain and packed, over TCP and socket")
  func answers() throws {
    let agent = try start()
    let (plain, packed) = (tree.path + "/plain", tree.path + "/packed")
    let answer = try agent.get("/report", "-o", plain)
    #expect(answer.status == 200)
    #expect(answer.headers.contains("Content-Type: application/json\r\n"))
    #expect(answer.headers.contains("Repr-Digest: \(try digest(of: plain))\r\n"))
    #expect(answer.headers.contains("Nodeprobe-Position: "))
    #expect(!answer.headers.contains("Unencoded-Digest"))
    try expectValid(plain)

    let compressed = try agent.get("/report", "-o", packed, "-H", "Accept-Encoding: gzip")
    #expect(compressed.headers.contains("Content-Encoding: gzip\r\n"))
    #expect(compressed.headers.contains("Repr-Digest: \(try digest(of: packed))\r\n"))
    let unpacked = try Program.run("/bin/sh", "-c", "gunzip < '\(packed)' > '\(plain)'")
    #expect(unpacked.status == 0)
    #expect(compressed.headers.contains("Unencoded-Digest: \(try digest(of: plain))\r\n"))
    try expectValid(plain)

    let local = try Program.run(
      "/usr/bin/env", "curl", "-s", "--unix-socket", agent.state + "/agent.sock", "-o", plain,
      "-w", "%{http_code}", "http://localhost/report?after=0&limit=10")
    #expect(local.output == "200")
    try expectValid(plain)

    let head = try agent.get("/report", "-I")
    #expect(head.status == 200 && head.headers.contains("Repr-Digest: sha-256=:"))
    #expect(try agent.get("/report", "-X", "DELETE").status == 405)
    for query in ["after=x", "after=-1", "limit=0", "hours=a", "after=1&hours=1", "what=1"] {
      let refusal = try agent.get("/report?" + query)
      #expect(refusal.status == 400)
      #expect(refusal.body.split(separator: "\n").count == 1)
    }
    let beyond = try agent.get("/report?after=99999999")
    #expect(beyond.status == 400 && beyond.body.contains("ask without after"))
    #expect(try agent.get("/readyz").status == 200)
  }

  @Test("goes to a file with a digest that sha256sum accepts, with an agent and without one")
  func files() throws {
    let agent = try start()
    let state = ["--state-dir", agent.state]
    let (first, second) = (tree.path + "/first.json", tree.path + "/second.json")
    let result = try BuiltProgram.run("probe", ["report", "-o", first] + state)
    #expect(result.status == 0 && result.output == "", "\(result.errors)")
    #expect(result.errors.hasPrefix("probe: the next report is that after "))
    try expectValid(first)
    let sums = try Program.run(
      "/bin/sh", "-c", "cd '\(tree.path)' && sha256sum -c first.json.sha256")
    #expect(sums.output == "first.json: OK\n")

    #expect(agent.stop() == 0)
    let stored = try BuiltProgram.run("probe", ["report", "-o", second] + state)
    #expect(stored.status == 0, "\(stored.errors)")
    try expectValid(second)
    let text = try String(contentsOfFile: second, encoding: .utf8)
    #expect(text.contains(#""name":"7""#) && text.contains(#""final":false"#))
    // What was kept is the same however often it is asked for.
    let again = try BuiltProgram.run("probe", ["report"] + state)
    #expect(again.output == text)
    #expect(try id(in: first) == id(in: second))
  }

  @Test("what cannot be written is status 1, and no report stands beside another's digest")
  func unwritable() throws {
    let agent = try start()
    let file = tree.path + "/node.json"
    try tree.write("old", to: "node.json")
    try tree.write("", to: "node.json.sha256/in-the-way")
    let result = try BuiltProgram.run("probe", ["report", "-o", file, "--state-dir", agent.state])
    #expect(result.status == 1 && result.output == "")
    #expect(
      result.errors == "probe: cannot remove \(file).sha256: Is a directory\n", "\(result.errors)")
    #expect(try String(contentsOfFile: file, encoding: .utf8) == "old")
  }

  @Test(
    "a kill while it is put in its place leaves no digest that is not its own",
    .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/strace")))
  func killed() throws {
    let agent = try start()
    try tree.write("old", to: "node.json")
    try tree.write(String(repeating: "0", count: 64) + "  node.json\n", to: "node.json.sha256")
    let probe = BuiltProgram.folder.appendingPathComponent("probe").path
    // Killed at its second rename, which would put the digest there.
    let result = try Program.run(
      "/usr/bin/env", "strace", "-f", "-qq", "-o", "/dev/null", "-e",
      "inject=rename,renameat,renameat2:signal=KILL:when=2", probe, "report", "-o",
      tree.path + "/node.json", "--state-dir", agent.state)
    #expect(result.status != 0)
    try expectValid(tree.path + "/node.json")
    #expect(!FileManager.default.fileExists(atPath: tree.path + "/node.json.sha256"))
  }

  private func id(in file: String) throws -> String {
    let data = try Data(contentsOf: URL(fileURLWithPath: file))
    let report = try JSONSerialization.jsonObject(with: data) as? [String: Any]
    return try #require(report?["node_id"] as? String)
  }

  @Test(
    "wrong use is one line and status 2",
    arguments: [
      (["--state-dir", "/nonexistent"], "no agent answers and nothing is kept in /nonexistent"),
      (["--after", "x"], "--after is no whole number"), (["--limit", "0"], "--limit is no whole"),
      (["--hours", "-1"], "--hours"), (["--after", "1", "--hours", "2"], "exclude each other"),
      (["--after", "1&limit=3"], "--after is no whole number"),
      (["-o", "/nonexistent/file"], "/nonexistent/file"),
    ] as [([String], String)])
  func wrongUse(arguments: [String], words: String) throws {
    let result = try BuiltProgram.run("probe", ["report"] + arguments)
    #expect(result.status == 2)
    #expect(result.output == "")
    #expect(result.errors.hasPrefix("probe: ") && result.errors.contains(words), "\(result.errors)")
    #expect(result.errors.split(separator: "\n").count == 1)
  }
}
