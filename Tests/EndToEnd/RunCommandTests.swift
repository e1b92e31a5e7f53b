import Foundation
import TestSupport
import Testing

@Suite("probe run")
struct RunCommandTests {
  /// A state that an agent has begun, and the next one, which has filed what was left in the folder `state`.
  func filed(_ state: String) throws -> (agent: RunningAgent, next: Process) {
    let agent = try RunningAgent()
    #expect(agent.stop() == 0)
    try FileManager.default.moveItem(
      atPath: state + "/finished", toPath: agent.state + "/finished")
    let next = try BuiltProgram.start(
      "probe", ["agent", "--listen", "127.0.0.1:0", "--state-dir", agent.state])
    let files = { try FileManager.default.contentsOfDirectory(atPath: agent.state + "/finished") }
    #expect(try Waiting.until { try files().isEmpty })
    return (agent, next)
  }

  @Test(
    "passes on the command's own status, 128 and the signal, 127 where there is none, 126 where it is no program",
    arguments: [
      (["true"], 0), (["false"], 1), (["bash", "-c", "exit 73"], 73),
      (["bash", "-c", "kill -TERM $$"], 143), (["bash", "-c", "kill -KILL $$"], 137),
      (["there-is-no-such-program"], 127), (["/there/is/none"], 127), (["/etc/passwd"], 126),
      (["/etc"], 126),
    ] as [([String], Int32)])
  func status(command: [String], status: Int32) throws {
    let stage = try CommandStage()
    #expect(try stage.run(command: command).status == status)
  }

  @Test("leaves input and output to the command and says its own on standard error")
  func streams() throws {
    let stage = try CommandStage()
    let result = try stage.run(script: "echo out; echo err >&2; cat")
    #expect(result.output == "out\n")
    #expect(result.errors.hasPrefix("err\nprobe: time "))
    #expect(try stage.run(["--quiet"], script: "echo err >&2").errors == "err\n")
    #expect(result.errors.contains("\nprobe: job "))
    #expect(result.errors.contains("no agent found"))
  }

  @Test("says in one line why a command does not start, and nothing else")
  func refused() throws {
    let stage = try CommandStage()
    #expect(
      try stage.run(command: ["there-is-no-such-program"]).errors
        == "probe: cannot run there-is-no-such-program: No such file or directory\n")
    #expect(
      try stage.run(command: ["/etc/passwd"]).errors
        == "probe: cannot run /etc/passwd: Permission denied\n")
    let script = stage.folder.path + "/script"
    try stage.folder.write("#!/there/is/none\n", to: "script")
    _ = try Program.run("/bin/chmod", "0755", script)
    let result = try stage.run(command: [script])
    #expect(result.errors == "probe: cannot run \(script): No such file or directory\n")
    #expect(result.status == 127)
    #expect(!FileManager.default.fileExists(atPath: stage.state))
  }

  @Test("prints its summary as JSON where it is asked to, with the signal that ended the command")
  func json() throws {
    let stage = try CommandStage()
    let result = try stage.run(["--json", "--job", "one"], script: "sleep 0.3; kill -INT $$")
    #expect(result.status == 130)
    let document = try JSONSerialization.jsonObject(with: Data(result.errors.utf8))
    let summary = try #require(document as? [String: Any])
    #expect(summary["schema"] as? String == "nodeprobe.run/1")
    #expect(summary["exit_status"] as? Int == 130)
    #expect(summary["signal"] as? Int == 2)
    #expect(summary["command"] as? [String] == ["bash", "-c", "sleep 0.3; kill -INT $$"])
    #expect(summary["name"] as? String == "one")
    #expect(summary["left_processes"] as? Int == 0)
    let low = try #require(summary["low_uj"] as? Int)
    let high = try #require(summary["high_uj"] as? Int)
    #expect((low...high).contains(try #require(summary["energy_uj"] as? Int)))
    #expect(try SchemaCheck.errors(inFile: stage.document, schema: "run.json") ?? "" == "")
  }

  @Test("is a stage of a pipeline like any other, which SIGPIPE ends when nobody reads")
  func pipeline() throws {
    let stage = try CommandStage()
    let probe = BuiltProgram.folder.appendingPathComponent("probe").path
    let run = "\(probe) run --state-dir \(stage.state) --quiet --"
    let script = "printf 'b\\na\\n' | \(run) sort; \(run) yes | head -n 1; echo ${PIPESTATUS[0]}"
    // Other tests of this process ignore the signal, and whoever is started would do so too.
    let result = try CommandStage.unblocked {
      try Program.run("/usr/bin/env", ["--default-signal=PIPE", "bash", "-c", script])
    }
    #expect(result.output == "a\nb\ny\n141\n")
  }

  @Test(
    "has the command's status, and gives it what it was given, where SIGCHLD was ignored before")
  func ignoredChildren() throws {
    let stage = try CommandStage()
    let probe = BuiltProgram.folder.appendingPathComponent("probe").path
    func run(_ command: String...) throws -> Program.Result {
      try CommandStage.unblocked {
        try Program.run(
          "/usr/bin/timeout",
          [
            "60", "python3", "-c",
            """
            import os, signal, sys
            signal.signal(signal.SIGCHLD, signal.SIG_IGN)
            os.execvp(sys.argv[1], sys.argv[1:])
            """, probe, "run", "--quiet", "--state-dir", stage.state, "--",
          ] + command)
      }
    }
    #expect(try run("sh", "-c", "exit 3").status == 3)
    let told = try run("grep", "SigIgn", "/proc/self/status")
    #expect(told.status == 0)
    // SIGCHLD is 17: bit 16 of the mask.
    let mask = try #require(told.output.split(separator: "\t").last).dropLast()
    #expect(try #require(UInt64(mask, radix: 16)) & 1 << 16 != 0)
  }

  @Test("keeps the command's status and the file of the summary where nobody reads what it says")
  func unread() throws {
    let stage = try CommandStage()
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [
      "--default-signal=PIPE", BuiltProgram.folder.appendingPathComponent("probe").path, "run",
      "--state-dir", stage.state, "-o", stage.document, "--", "sh", "-c", "exit 3",
    ]
    let pipe = Pipe()
    process.standardError = pipe
    process.standardInput = FileHandle.nullDevice
    try pipe.fileHandleForReading.close()
    try CommandStage.unblocked { try process.run() }
    process.waitUntilExit()
    #expect(process.terminationReason == .exit && process.terminationStatus == 3)
    #expect(try stage.summary()["exit_status"] as? Int == 3)
  }

  /// Runs it where `text` is the node's configuration.
  private func run(
    configured text: String, _ words: [String], in stage: CommandStage
  ) throws -> Program.Result {
    let script = """
      mount --make-rprivate / && cp -a /etc "$1/etc" && mkdir -p "$1/etc/nodeprobe" &&
      cp "$1/probe.yaml" "$1/etc/nodeprobe/probe.yaml" && mount --bind "$1/etc" /etc &&
      shift && exec "$@" 2>&1
      """
    try stage.folder.write(text, to: "probe.yaml")
    let probe = BuiltProgram.folder.appendingPathComponent("probe").path
    return try CommandStage.unblocked {
      try Program.run(
        "/usr/bin/unshare",
        [geteuid() == 0 ? "-m" : "-Urm", "sh", "-c", script, "sh", stage.folder.path, probe, "run"]
          + words)
    }
  }

  @Test(
    "runs the command though the node's configuration is broken, and says that defaults counted",
    .enabled(if: MountNamespace.isAvailable),
    arguments: ["intervall: 1s\n", "jobs: {rules: none.yaml}\n", "site: [\n"])
  func brokenConfiguration(text: String) throws {
    let stage = try CommandStage()
    let words = ["--state-dir", stage.state, "-o", stage.document, "--", "sh", "-c", "exit 3"]
    let result = try run(configured: text, words, in: stage)
    #expect(result.status == 3)
    #expect(result.output.contains("probe: config  counted with defaults: "), "\(result.output)")
    let failure = try #require(try stage.summary()["configuration_failure"] as? String)
    #expect(failure.contains("/etc/nodeprobe/"))
    #expect(try SchemaCheck.errors(inFile: stage.document, schema: "run.json") ?? "" == "")
  }

  @Test(
    "refuses a broken configuration that was named, and starts nothing",
    .enabled(if: MountNamespace.isAvailable))
  func namedConfiguration() throws {
    let stage = try CommandStage()
    let named = ["--config", "/etc/nodeprobe/probe.yaml", "--", "touch", stage.document]
    let result = try run(configured: "intervall: 1s\n", named, in: stage)
    #expect(result.status == 2 && result.output.hasPrefix("probe: /etc/nodeprobe/probe.yaml:1: "))
    #expect(!FileManager.default.fileExists(atPath: stage.document))
  }

  @Test("is named by as much of a program's name as a name may have")
  func longName() throws {
    let stage = try CommandStage()
    let name = String(repeating: "é", count: 100)
    try stage.folder.write("#!/bin/sh\nexit 4\n", to: name)
    chmod(stage.folder.path + "/" + name, 0o755)
    #expect(try stage.run(command: [stage.folder.path + "/" + name]).status == 4)
    // 128 bytes, two for each letter.
    #expect(try stage.summary()["name"] as? String == String(repeating: "é", count: 64))
    let given = ["--job", name, "--", "true"]
    #expect(try BuiltProgram.run("probe", ["run"] + given).status == 2)
  }

  @Test("leaves nothing of a command during which an agent has started, which has its joules")
  func agentStartsMeanwhile() throws {
    let stage = try CommandStage()
    let run = try stage.start(
      ["--job", "long"],
      ["bash", "-c", "touch \(stage.folder.path)/begun; while [ ! -e $0 ]; do sleep 0.05; done"]
        + [stage.folder.path + "/end"])
    let begun = stage.folder.path + "/begun"
    #expect(try Waiting.until { FileManager.default.fileExists(atPath: begun) })
    let agent = try BuiltProgram.start(
      "probe", ["agent", "--listen", "127.0.0.1:0", "--state-dir", stage.state])
    defer { kill(agent.processIdentifier, SIGKILL) }
    #expect(try Waiting.until { access(stage.state + "/agent.sock", F_OK) == 0 })
    try stage.folder.write("", to: "end")
    run.waitUntilExit()
    #expect(run.terminationStatus == 0)
    let place = try #require(try stage.summary()["place"] as? String)
    #expect(place.hasPrefix("counted here and filed nowhere: an agent has started"), "\(place)")
    #expect(!FileManager.default.fileExists(atPath: stage.state + "/finished"))
  }

  @Test(
    "what root leaves is read by whoever owns the state directory, whatever the umask",
    .enabled(if: geteuid() == 0))
  func umask() throws {
    let stage = try CommandStage()
    try stage.folder.folder("state")
    #expect(chown(stage.state, 65534, 65534) == 0)
    let probe = BuiltProgram.folder.appendingPathComponent("probe").path
    let result = try CommandStage.unblocked {
      try Program.run(
        "/bin/sh", "-c", "umask 077; exec \"$@\"", "sh", probe, "run", "--quiet", "--state-dir",
        stage.state, "--", "sleep", "1.2")
    }
    #expect(result.status == 0)
    let files = try FileManager.default.contentsOfDirectory(atPath: stage.state + "/finished")
    try #require(files.count == 1)
    var status = stat()
    #expect(stat(stage.state + "/finished/" + files[0], &status) == 0)
    #expect(status.st_uid == 65534 && status.st_gid == 65534)
    #expect(status.st_mode & 0o777 == 0o644)
  }

  @Test(
    "what the agent may not read of it is named in the agent's log", .enabled(if: geteuid() == 0))
  func denied() throws {
    let folder = try TemporaryDirectory()
    try folder.write("{}", to: "state/finished/secret.json")
    chmod(folder.path + "/state/finished/secret.json", 0o600)
    for path in [folder.path, folder.path + "/state", folder.path + "/state/finished"] {
      #expect(chown(path, 65534, 65534) == 0)
    }
    // Through a copy that others than its owner can reach.
    let program = folder.path + "/probe-agent"
    try FileManager.default.copyItem(
      atPath: BuiltProgram.folder.appendingPathComponent("probe-agent").path, toPath: program)
    try folder.write("", to: "log")
    let agent = Process()
    agent.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    agent.arguments = [
      "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--", program, "agent",
      "--listen=127.0.0.1:0", "--state-dir=\(folder.path)/state",
    ]
    agent.standardInput = FileHandle.nullDevice
    agent.standardOutput = FileHandle.nullDevice
    agent.standardError = FileHandle(forWritingAtPath: folder.path + "/log")
    try agent.run()
    defer { kill(agent.processIdentifier, SIGKILL) }
    let line =
      "warning: what commands left may not be read by this user "
      + "file=\(folder.path)/state/finished/secret.json\n"
    #expect(
      try Waiting.until {
        try !agent.isRunning
          || String(contentsOfFile: folder.path + "/log", encoding: .utf8).contains(line)
      })
    #expect(try String(contentsOfFile: folder.path + "/log", encoding: .utf8).contains(line))
  }

  /// Three processes, two of them at once, one of which starts another; bash says in the end what all took.
  private static let family = """
    work() { for ((i = 0; i < 150000; i++)); do :; done; }
    work & (work; bash -c 'for ((i = 0; i < 150000; i++)); do :; done') & wait; times
    """

  @Test("counts the CPU time of all that the command starts, as bash's own times have it")
  func processorTime() throws {
    let stage = try CommandStage()
    let result = try stage.run(script: Self.family)
    let truth = try Self.seconds(ofTimes: result.output)
    let seen = try #require(try stage.summary()["cpu_seconds"] as? Double)
    // Bash's own start and end are in one and not in the other.
    #expect(truth > 0.3)
    #expect(abs(seen - truth) < 0.1 + 0.05 * truth, "\(seen) s, bash says \(truth) s")
  }

  @Test("counts them as well for a user who may make no group, and says that it is weak")
  func weak() throws {
    let stage = try CommandStage()
    _ = try Program.run("/bin/chmod", "0777", stage.folder.path)
    let words = [
      "run", "--state-dir", stage.state, "-o", stage.document, "--", "bash", "-c", Self.family,
    ]
    let result = try Self.asNobody(words, in: stage)
    #expect(result.status == 0)
    let truth = try Self.seconds(ofTimes: result.output)
    let summary = try stage.summary()
    let seen = try #require(summary["cpu_seconds"] as? Double)
    #expect(abs(seen - truth) < 0.1 + 0.05 * truth, "\(seen) s, bash says \(truth) s")
    #expect((summary["weak"] as? String)?.contains("group") == true)
    #expect(try stage.jobs()["bash"]?["energy_uj"] as? Int == summary["energy_uj"] as? Int)
  }

  /// Through a copy that others than its owner can reach.
  private static func asNobody(
    _ words: [String], in stage: CommandStage
  ) throws -> Program.Result {
    let probe = stage.folder.path + "/probe"
    try FileManager.default.copyItem(
      atPath: BuiltProgram.folder.appendingPathComponent("probe").path, toPath: probe)
    return try Program.run(
      "/usr/bin/env",
      ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--", probe] + words)
  }

  /// The sum of the four times that `times` prints: "0m0.123s 0m0.004s", twice.
  private static func seconds(ofTimes text: String) throws -> Double {
    let parts = text.split { $0 == " " || $0 == "\n" }
    return try #require(parts.count == 4 ? parts : nil).reduce(0) { sum, part in
      let halves = part.dropLast().split(separator: "m")
      return sum + (Double(halves[0]) ?? 0) * 60 + (Double(halves[1]) ?? 0)
    }
  }

  @Test("says what goes on behind the command and does not wait for it")
  func leftovers() throws {
    let stage = try CommandStage()
    let result = try stage.run(
      script: CommandStage.closed + "sleep 300 < /dev/null > /dev/null 2>&1 & echo $!")
    let left = try #require(Int32(result.output.dropLast()))
    #expect(kill(left, 0) == 0)
    #expect(result.errors.contains("1 of its processes goes on"))
    let groups = try String(contentsOfFile: "/proc/\(left)/cgroup", encoding: .utf8)
    #expect(!groups.contains("nodeprobe-"))
    kill(left, SIGKILL)
  }

  @Test("runs the command whatever becomes of its summary")
  func unwritable() throws {
    let stage = try CommandStage()
    let result = try stage.run(script: "sleep 0.3; exit 3", state: "/dev/null/state")
    #expect(result.status == 3)
    #expect(result.errors.contains("filed nowhere") || result.errors.contains("nothing to file"))
  }

  @Test(
    "refuses what it cannot use in one line, and starts nothing",
    arguments: [
      ["run"], ["run", "--"], ["run", "true"], ["run", "true", "--", "true"],
      ["run", "--tag", "team", "--", "true"],
      ["run", "--tag", "team=a", "--tag", "team=b", "--", "true"],
      ["run", "--tag", "job_id=1", "--", "true"], ["run", "--tag", "9=1", "--", "true"],
      ["run", "--job", "", "--", "true"], ["run", "-o", "/dev/null/x", "--", "true"],
      ["run", "--config", "/there/is/none", "--", "true"], ["run", "--sideways", "--", "true"],
    ])
  func wrongUse(words: [String]) throws {
    let result = try BuiltProgram.run("probe", words)
    #expect(result.status == 2)
    #expect(result.output.isEmpty)
    #expect(result.errors.hasPrefix("probe: "))
    #expect(result.errors.split(separator: "\n").count == 1)
  }
}
