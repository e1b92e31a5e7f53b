import Foundation
import TestSupport
import Testing

/// Signals that come to it, and to the command.
extension RunCommandTests {
  @Test(
    "sends on what is sent to it",
    arguments: [
      "TERM", "INT", "HUP", "QUIT", "USR1", "USR2", "ALRM", "XCPU", "ABRT", "RTMIN", "RTMIN+7",
      "RTMAX",
    ])
  func signals(name: String) throws {
    let stage = try CommandStage()
    let ready = stage.folder.path + "/ready"
    let run = try stage.start(
      [], ["bash", "-c", "trap 'exit 42' \(name); : > \(ready); while :; do sleep 0.05; done"])
    #expect(try Waiting.until { FileManager.default.fileExists(atPath: ready) })
    // Of the shell, which knows the names of all of them.
    _ = try Program.run("/bin/bash", "-c", "kill -\(name) \(run.processIdentifier)")
    run.waitUntilExit()
    #expect(run.terminationStatus == 42)
  }

  @Test("sends on an alarm that was set for it before")
  func alarm() throws {
    let stage = try CommandStage()
    let probe = BuiltProgram.folder.appendingPathComponent("probe").path
    let result = try CommandStage.unblocked {
      try Program.run(
        "/usr/bin/perl", "-e", "alarm 1; exec @ARGV", probe, "run", "--quiet", "--state-dir",
        stage.state, "--", "bash", "-c", "trap 'exit 43' ALRM; while :; do sleep 0.05; done")
    }
    #expect(result.status == 43)
  }

  @Test("stops with the command on SIGTSTP and goes on with it on SIGCONT")
  func stopping() throws {
    let stage = try CommandStage()
    let ready = stage.folder.path + "/ready"
    let run = try stage.start([], ["bash", "-c", "echo $$ > \(ready); exec sleep 300"])
    var child: Int32 = 0
    #expect(
      try Waiting.until {
        child =
          Int32(
            ((try? String(contentsOfFile: ready, encoding: .utf8)) ?? "").dropLast()) ?? 0
        return child > 0
      })
    defer { kill(child, SIGKILL) }
    kill(run.processIdentifier, SIGTSTP)
    #expect(try Waiting.until { Self.state(run.processIdentifier) == "T" })
    #expect(try Waiting.until { Self.state(child) == "T" })
    kill(run.processIdentifier, SIGCONT)
    #expect(try Waiting.until { Self.state(child) == "S" })
    kill(run.processIdentifier, SIGTERM)
    run.waitUntilExit()
    #expect(run.terminationStatus == 143)
  }

  @Test("is not stopped by SIGTSTP where no shell would continue it: it leads its session")
  func orphaned() throws {
    let stage = try CommandStage()
    let ready = stage.folder.path + "/ready"
    // setsid forks, so the command tells whose child it is.
    let run = try CommandStage.unblocked {
      try BuiltProgram.start(
        "probe",
        [
          "run", "--state-dir", stage.state, "--", "sh", "-c",
          "echo $PPID > \(ready); exec sleep 1",
        ], by: ["setsid", "--wait"])
    }
    var probe: Int32 = 0
    #expect(
      try Waiting.until {
        let text = (try? String(contentsOfFile: ready, encoding: .utf8)) ?? ""
        probe = Int32(text.dropLast()) ?? 0
        return probe > 0
      })
    kill(probe, SIGTSTP)
    let hasEnded = try Waiting.until { !run.isRunning }
    if !hasEnded { kill(probe, SIGKILL) }
    try #require(hasEnded)
    #expect(run.terminationReason == .exit && run.terminationStatus == 0)
  }

  @Test("a signal that timeout(1) sends to it alone comes to the command once")
  func onceOnly() throws {
    let stage = try CommandStage()
    let (ready, count) = (stage.folder.path + "/ready", stage.folder.path + "/count")
    let script = """
      n=0; trap 'n=$((n + 1))' USR1; : > \(ready)
      until ((n > 0)); do sleep 0.1; done; sleep 0.5; sleep 0.1; echo $n > \(count)
      """
    let run = try CommandStage.unblocked {
      try BuiltProgram.start(
        "probe", ["run", "--quiet", "--state-dir", stage.state, "--", "bash", "-c", script],
        by: ["timeout", "--foreground", "-s", "USR1", "600"])
    }
    #expect(try Waiting.until { FileManager.default.fileExists(atPath: ready) })
    // Its time is over: so it knows that itself.
    kill(run.processIdentifier, SIGALRM)
    run.waitUntilExit()
    #expect(try String(contentsOfFile: count, encoding: .utf8) == "1\n")
  }

  private static func state(_ pid: Int32) -> String {
    let text = (try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)) ?? ""
    return String(text.split(separator: ")").last?.dropFirst().prefix(1) ?? "")
  }
}
