import Foundation
import TestSupport
import Testing

@Suite("Life of the agent")
struct LifecycleTests {
  @Test("SIGTERM ends it with status 0 and leaves no worker behind")
  func terminate() throws {
    let agent = try RunningAgent()
    #expect(agent.stop() == 0)
    #expect(agent.log.contains("stopping"))
  }

  @Test("SIGHUP takes a new configuration, and refuses a broken one with the old one kept")
  func reload() throws {
    let folder = try TemporaryDirectory()
    try folder.write("interval: 200ms\n", to: "probe.yaml")
    let agent = try RunningAgent(["--config", folder.path + "/probe.yaml"])
    #expect(try agent.page()["nodeprobe_config_last_reload_successful"] == 1)
    let load = "nodeprobe_load1"
    #expect(try agent.page().keys.contains { $0.hasPrefix(load) })

    try folder.write("interval: 200ms\nprobes:\n  load: {enabled: false}\n", to: "probe.yaml")
    kill(agent.process.processIdentifier, SIGHUP)
    #expect(try Waiting.until { try !agent.page().keys.contains { $0.hasPrefix(load) } })
    #expect(
      try agent.page()["nodeprobe_probe_failure_info{probe=\"load\",reason=\"disabled\"}"] == 1)

    try folder.write("interval: 200ms\nprobes:\n  loud: {enabled: true}\n", to: "probe.yaml")
    kill(agent.process.processIdentifier, SIGHUP)
    #expect(
      try Waiting.until { try agent.page()["nodeprobe_config_last_reload_successful"] == 0 })
    #expect(agent.log.contains("probe.yaml:3: "))
    #expect(try !agent.page().keys.contains { $0.hasPrefix(load) })
    #expect(agent.stop() == 0)
  }

  @Test("SIGHUP names the settings that wait for the next start")
  func waitingSettings() throws {
    let folder = try TemporaryDirectory()
    try folder.write("interval: 200ms\n", to: "probe.yaml")
    let agent = try RunningAgent(["--config", folder.path + "/probe.yaml"])
    try folder.write("interval: 300ms\njobs:\n  limit: 5\n  keep_scrapes: 1\n", to: "probe.yaml")
    kill(agent.process.processIdentifier, SIGHUP)
    #expect(
      try Waiting.until {
        agent.log.contains("changed settings take effect at the next start settings=jobs.limit\n")
      })
    #expect(agent.stop() == 0)
  }

  @Test("a second agent on one state directory, or on one port, says so and exits 2")
  func second() throws {
    let agent = try RunningAgent()
    let twin = try BuiltProgram.run(
      "probe", ["agent", "--listen", "127.0.0.1:0", "--state-dir", agent.state])
    #expect(twin.status == 2)
    #expect(twin.errors.hasPrefix("probe-agent: \(agent.state) is in use by another agent"))
    #expect(twin.errors.split(separator: "\n").count == 1)

    let other = try TemporaryDirectory()
    let neighbour = try BuiltProgram.run(
      "probe",
      ["agent", "--listen", "127.0.0.1:\(agent.port)", "--state-dir", other.path + "/state"])
    #expect(neighbour.status == 2)
    #expect(neighbour.errors.contains("Address already in use"))
    #expect(neighbour.errors.split(separator: "\n").count == 1)
    #expect(try agent.get("/healthz").status == 200)
  }

  @Test("after kill -9 the next agent takes the same directory and socket")
  func killed() throws {
    let agent = try RunningAgent()
    kill(agent.process.processIdentifier, SIGKILL)
    agent.process.waitUntilExit()
    let next = try BuiltProgram.start(
      "probe", ["agent", "--listen", "127.0.0.1:0", "--state-dir", agent.state])
    defer {
      next.terminate()
      next.waitUntilExit()
    }
    #expect(
      try Waiting.until {
        try Program.run(
          "/usr/bin/env", "curl", "-s", "--unix-socket", agent.state + "/agent.sock",
          "http://node/healthz"
        ).output == "ok\n"
      })
  }

  @Test("systemd is told when the agent is ready, alive and stopping")
  func notifications() throws {
    let folder = try TemporaryDirectory()
    let script = """
      import os, socket, subprocess, sys
      s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
      s.bind(sys.argv[1])
      s.settimeout(120)
      env = dict(os.environ, NOTIFY_SOCKET=sys.argv[1], WATCHDOG_USEC='10000000')
      p = subprocess.Popen(sys.argv[2:], env=env, stderr=subprocess.DEVNULL)
      seen = []
      while not ('READY=1' in seen and 'WATCHDOG=1' in seen):
        seen += s.recv(4096).decode().split('\\n')
      p.terminate()
      while 'STOPPING=1' not in seen: seen += s.recv(4096).decode().split('\\n')
      print(p.wait())
      """
    let result = try Program.run(
      "/usr/bin/env", "python3", "-c", script, folder.path + "/notify",
      BuiltProgram.folder.appendingPathComponent("probe-agent").path, "agent",
      "--listen=127.0.0.1:0", "--state-dir=\(folder.path)/state")
    #expect(result.output == "0\n")
  }

  @Test(
    "wrong use is one line that says what is wrong, and exit status 2",
    arguments: [
      (["agent", "--listen", "here"], "--listen here is no address"),
      (["agent", "--sysfs", "/nonexistent"], "cannot open /nonexistent"),
      (["agent", "--config", "/nonexistent.yaml"], "cannot open /nonexistent.yaml"),
      (
        ["agent", "--listen", "127.0.0.1:0", "--state-dir", "/proc/none"],
        "cannot make the directory /proc/none: No such file or directory; name another directory"
          + " with --state-dir"
      ),
      (["agent", "--colour"], "Unknown option '--colour'"),
      (["agnet"], "agnet"),
      (["metrics", "--interval", "soon"], "--interval soon is no time"),
      (["config", "check", "--config", "/"], "Is a directory"),
      (["completions", "cmd"], "\"cmd\" is no shell"),
    ] as [([String], String)])
  func wrongUse(arguments: [String], words: String) throws {
    let result = try BuiltProgram.run("probe", arguments)
    #expect(result.status == 2)
    #expect(result.output == "")
    #expect(result.errors.contains(words), "\(result.errors)")
    #expect(result.errors.split(separator: "\n").count == 1, "\(result.errors)")
  }
}
