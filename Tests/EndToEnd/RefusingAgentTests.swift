import Foundation
import TestSupport
import Testing

/// `probe jobs` beside an agent that runs and does not answer all, with the store of its state directory.
@Suite("An agent that refuses")
final class RefusingAgentTests {
  private let tree: TemporaryDirectory
  private let agent: RunningAgent
  private var listener: Process?

  /// Leaves a store with one job behind.
  init() throws {
    tree = try TemporaryDirectory()
    let slurm = "sys/fs/cgroup/system.slice/slurmstepd.scope"
    try tree.write("cpu memory\n", to: "sys/fs/cgroup/cgroup.controllers")
    try tree.write("usage_usec 0\n", to: slurm + "/cpu.stat")
    try tree.write("usage_usec 0\n", to: slurm + "/job_7/cpu.stat")
    agent = try RunningAgent(["--sysfs", tree.path + "/sys", "--interval", "200ms"])
    let agent = self.agent
    #expect(try Waiting.until { try agent.get("/v1/jobs").body.contains(#""name":"7""#) })
    try tree.write(try agent.get("/v1/jobs").body, to: "jobs.json")
    #expect(agent.stop() == 0)
  }

  deinit {
    guard let listener else { return }
    kill(listener.processIdentifier, SIGKILL)
    listener.waitUntilExit()
  }

  /// Answers on the agent's socket with what the agent said of its jobs, and refuses these paths.
  private func listen(refusing paths: String...) throws {
    let script = """
      import os, socket, sys
      place, jobs, refused = sys.argv[1], open(sys.argv[2], 'rb').read(), sys.argv[3:]
      if os.path.exists(place): os.unlink(place)
      s = socket.socket(socket.AF_UNIX); s.bind(place); s.listen(8)
      while True:
        c, _ = s.accept()
        path = c.recv(65536).split()[1].decode()
        status, body = '200 OK', jobs
        if path in refused: status, body = '503 Service Unavailable', b'the sampler is stuck\\n'
        c.sendall(b'HTTP/1.1 %s\\r\\nContent-Length: %d\\r\\n\\r\\n' % (status.encode(), len(body)) + body)
        c.close()
      """
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments =
      ["python3", "-c", script, agent.state + "/agent.sock", tree.path + "/jobs.json"] + paths
    try process.run()
    listener = process
    let socket = agent.state + "/agent.sock"
    let isUp = try Waiting.until {
      try Program.run(
        "/usr/bin/env", "curl", "-s", "--unix-socket", socket, "http://localhost/other"
      ).output.contains(#""name":"7""#)
    }
    #expect(isUp)
  }

  private func jobs(_ arguments: String...) throws -> BuiltProgram.Result {
    try BuiltProgram.run("probe", ["jobs", "--state-dir", agent.state] + arguments)
  }

  @Test("is not said to be none: its word and the time of what is listed stand below, or beside")
  func stale() throws {
    try listen(refusing: "/v1/jobs", "/v1/parts")
    let words = "the agent does not answer /v1/jobs: the sampler is stuck; this is how it was at "
    let table = try jobs()
    #expect(table.status == 0 && table.errors == "")
    #expect(table.output.contains("/7 "))
    #expect(table.output.contains("\nThe" + words.dropFirst(3)))
    #expect(!table.output.contains("No agent runs"))
    for form in ["--json", "--csv"] {
      let result = try jobs(form)
      #expect(result.status == 0 && result.output.contains("/7"))
      #expect(result.errors.hasPrefix("probe: " + words), "\(result.errors)")
      #expect(result.errors.split(separator: "\n").count == 1)
    }
    let explained = try BuiltProgram.run("probe", ["explain", "7", "--state-dir", agent.state])
    #expect(explained.errors.hasPrefix("probe: " + words), "\(explained.errors)")
  }

  @Test("the parts of jobs costs these and not the jobs, and that is said")
  func partsOnly() throws {
    try listen(refusing: "/v1/parts")
    let words =
      "the agent does not answer /v1/parts: the sampler is stuck; jobs that it shows are listed without their parts"
    let table = try jobs("--parts")
    #expect(table.status == 0 && table.errors == "")
    #expect(table.output.contains("/7 ") && table.output.contains(" running "))
    #expect(table.output.contains("\nThe" + words.dropFirst(3) + ".\n"))
    #expect(!table.output.contains("No steps of Slurm"))
    for form in ["--json", "--csv"] {
      let result = try jobs("--parts", form)
      #expect(result.status == 0 && result.output.contains("/7"))
      #expect(result.errors == "probe: \(words)\n")
    }
    // Who does not ask for parts misses none.
    #expect(try jobs("--json").errors == "")
  }
}
