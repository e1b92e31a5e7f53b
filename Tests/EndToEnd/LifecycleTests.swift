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
    // It still waits, whatever else changes.
    try folder.write("interval: 300ms\njobs:\n  limit: 5\n  counters: 0\n", to: "probe.yaml")
    kill(agent.process.processIdentifier, SIGHUP)
    let both = "settings=\"jobs.limit, jobs.counters\"\n"
    #expect(try Waiting.until { agent.log.contains(both) }, "\(agent.log)")
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

    // A service manager has killed the one before and is to try again until the kernel has let it go.
    let service = ["NOTIFY_SOCKET": other.path + "/notify"]
    for place in [("127.0.0.1:0", agent.state), ("127.0.0.1:\(agent.port)", other.path + "/state")]
    {
      let again = try BuiltProgram.run(
        "probe", ["agent", "--listen", place.0, "--state-dir", place.1], environment: service)
      #expect(again.status == 1, "\(again.errors)")
    }
    #expect(try agent.get("/healthz").status == 200)
  }

  /// A program that becomes `probe agent` where its state directory's disk is read-only.
  private func readOnlyStarter(in folder: TemporaryDirectory, mark: String) throws -> URL {
    let probe = BuiltProgram.folder.appendingPathComponent("probe").path
    try folder.write(
      """
      #!/bin/sh
      # agent --listen ADDRESS --state-dir DIRECTORY …
      mkdir -p "$5" && \(mark)
      exec unshare \(geteuid() == 0 ? "-m" : "-Urm") sh -c '
        mount --make-rprivate / && mount --bind "$5" "$5" && mount -o remount,ro,bind "$5" &&
        exec \(probe) "$@"' sh "$@"

      """, to: "starter")
    chmod(folder.path + "/starter", 0o755)
    return URL(fileURLWithPath: folder.path + "/starter")
  }

  @Test("a disk that is read-only at the start costs what would be kept, and nothing for ever")
  func readOnly() throws {
    guard MountNamespace.isAvailable else { return }
    let folder = try TemporaryDirectory()
    let starter = try readOnlyStarter(in: folder, mark: "touch \"$5/agent.lock\"")
    let agent = try RunningAgent(["--interval", "200ms"], probe: starter)
    #expect(
      try Waiting.until { try agent.page()["nodeprobe_state_writable{part=\"rounds\"}"] == 0 })
    #expect(agent.log.contains("command lines cannot ask; it is tried again"))
    let enter =
      [
        "--target", "\(agent.process.processIdentifier)", "--mount",
      ] + (geteuid() == 0 ? [] : ["--user", "--preserve-credentials"])
    let mended = try Program.run(
      "/usr/bin/nsenter", enter + ["mount", "-o", "remount,rw,bind", agent.state])
    #expect(mended.status == 0)
    #expect(
      try Waiting.until {
        try agent.page()["nodeprobe_state_writable{part=\"rounds\"}"] == 1
          && FileManager.default.fileExists(atPath: agent.state + "/agent.sock")
      })
    #expect(agent.log.contains("command lines can ask"))
  }

  @Test(
    "a directory that a read-only disk cannot hold ends the start with a status that is tried again"
  )
  func readOnlyWithoutLock() throws {
    guard MountNamespace.isAvailable else { return }
    let folder = try TemporaryDirectory()
    let starter = try readOnlyStarter(in: folder, mark: "true")
    let result = try Program.run(
      starter.path, ["agent", "--listen", "127.0.0.1:0", "--state-dir", folder.path + "/state"])
    #expect(result.status == 1)
  }

  @Test("a log that nobody reads costs lines, which are counted, and no round")
  func fullLog() throws {
    let folder = try TemporaryDirectory()
    let script = """
      import os, socket, subprocess, sys, time
      state, program = sys.argv[1:3]
      r, w = os.pipe()
      os.set_blocking(w, False)
      try:
        while True: os.write(w, b'x' * 4096)
      except BlockingIOError: pass
      os.set_blocking(w, True)
      p = subprocess.Popen(
        [program, 'agent', '--listen=127.0.0.1:0', '--state-dir=' + state, '--interval=200ms'], stderr=w)
      try:
        for _ in range(1200):
          time.sleep(0.1)
          try:
            s = socket.socket(socket.AF_UNIX); s.settimeout(60); s.connect(state + '/agent.sock')
            s.sendall(b'GET /metrics HTTP/1.1\\r\\nHost: x\\r\\nConnection: close\\r\\n\\r\\n')
            page = b''
            while part := s.recv(65536): page += part
          except OSError: continue
          lost = [l for l in page.split(b'\\n') if l.startswith(b'nodeprobe_self_lost_log_lines_total ')]
          if lost and float(lost[0].split()[1]) > 0:
            print('lost and alive'); break
      finally:
        p.terminate(); p.wait()
      """
    let said = try Program.run(
      "/usr/bin/env", "python3", "-c", script, folder.path + "/state",
      BuiltProgram.folder.appendingPathComponent("probe-agent").path)
    #expect(said.output == "lost and alive\n")
  }

  @Test("the page tells when its round was, and when the kernel started the process")
  func times() throws {
    let agent = try RunningAgent(["--interval", "200ms"])
    let name = "nodeprobe_snapshot_timestamp_seconds"
    let first = try #require(try agent.page()[name])
    #expect(abs(first - Date().timeIntervalSince1970) < 15)
    #expect(try Waiting.until { try agent.page()[name] ?? 0 > first })
    let script = """
      import os, sys
      ticks = int(open('/proc/%s/stat' % sys.argv[1]).read().rsplit(')', 1)[1].split()[19])
      boot = [int(l.split()[1]) for l in open('/proc/stat') if l.startswith('btime')][0]
      print(boot + ticks / os.sysconf('SC_CLK_TCK'))
      """
    let started = try Program.run(
      "/usr/bin/env", "python3", "-c", script, "\(agent.process.processIdentifier)")
    let expected = try #require(Double(started.output.dropLast()))
    #expect(abs((try agent.page()["process_start_time_seconds"] ?? 0) - expected) < 0.02)
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

  @Test("systemd is told why a reload was refused")
  func refusedReload() throws {
    let folder = try TemporaryDirectory()
    try folder.write("interval: 200ms\n", to: "probe.yaml")
    let script = """
      import os, signal, socket, subprocess, sys
      s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
      s.bind(sys.argv[1])
      s.settimeout(120)
      env = dict(os.environ, NOTIFY_SOCKET=sys.argv[1])
      p = subprocess.Popen(sys.argv[3:], env=env, stderr=subprocess.DEVNULL)
      try:
        while 'READY=1' not in s.recv(4096).decode(): pass
        open(sys.argv[2], 'w').write('intervall: 1s\\n')
        p.send_signal(signal.SIGHUP)
        while True:
          said = s.recv(4096).decode()
          if 'READY=1' in said: break
        print([l for l in said.split('\\n') if l.startswith('STATUS=')][0])
      finally:
        p.terminate(); p.wait()
      """
    let result = try Program.run(
      "/usr/bin/env", "python3", "-c", script, folder.path + "/notify", folder.path + "/probe.yaml",
      BuiltProgram.folder.appendingPathComponent("probe-agent").path, "agent",
      "--listen=127.0.0.1:0", "--state-dir=\(folder.path)/state",
      "--config=\(folder.path)/probe.yaml")
    #expect(result.output.hasPrefix("STATUS=sampling; configuration refused, the old one stays: "))
    #expect(result.output.contains("\"intervall\" is not known"))
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
