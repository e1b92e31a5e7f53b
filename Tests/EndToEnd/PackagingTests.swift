import Foundation
import TestSupport
import Testing

@Suite("What is installed beside the programs")
struct PackagingTests {
  private static let packaging = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("packaging")

  /// A configuration of the machine itself would show here: it is passed over.
  @Test("the example of a configuration is what probe config print writes of an empty one")
  func exampleConfiguration() throws {
    let example = try String(
      contentsOf: Self.packaging.appendingPathComponent("probe.yaml"), encoding: .utf8)
    let printed = try BuiltProgram.run("probe", ["config", "print", "--config", "/dev/null"])
    #expect(printed.status == 0)
    #expect(example == printed.output)
  }

  @Test("the example of a configuration is one that the agent takes")
  func exampleIsValid() throws {
    let file = Self.packaging.appendingPathComponent("probe.yaml").path
    let checked = try BuiltProgram.run("probe", ["config", "check", "--config", file])
    #expect(checked.status == 0)
    #expect(checked.errors.isEmpty)
  }

  @Test("a reload of what is broken fails with its line, and is on the page until it is mended")
  func reload() throws {
    let unit = try String(
      contentsOf: Self.packaging.appendingPathComponent("nodeprobe.service.in"), encoding: .utf8)
    let lines = unit.split(separator: "\n").filter { $0.hasPrefix("ExecReload=") }
    #expect(
      lines == ["ExecReload=/bin/kill -HUP $MAINPID", "ExecReload=@bin@/probe config check"])
    let folder = try TemporaryDirectory()
    let file = folder.path + "/probe.yaml"
    try folder.write("interval: 200ms\n", to: "probe.yaml")
    let agent = try RunningAgent(["--config", file])
    /// The unit's lines, as systemd runs them: the next one only where the one before did not fail.
    func reload() throws -> Program.Result {
      let script = lines.map { $0.dropFirst("ExecReload=".count) }.joined(separator: " && ")
        .replacing("$MAINPID", with: "\(agent.process.processIdentifier)")
        .replacing("@bin@", with: BuiltProgram.folder.path)
        .replacing("config check", with: "config check --config \(file) 2>&1")
      return try Program.run("/bin/sh", "-c", script)
    }
    func isTaken(_ value: Double) throws -> Bool {
      try Waiting.until { try agent.page()["nodeprobe_config_last_reload_successful"] == value }
    }
    #expect(try isTaken(1))
    try folder.write("interval: 200ms\nintervall: 1s\n", to: "probe.yaml")
    let refused = try reload()
    #expect(refused.status != 0 && refused.output.contains("probe.yaml:2: "))
    #expect(try isTaken(0))
    try folder.write("interval: 300ms\n", to: "probe.yaml")
    #expect(try reload().status == 0)
    #expect(try isTaken(1))
    #expect(agent.stop() == 0)
  }

  @Test(
    "every shell's completion script speaks of every command", arguments: ["bash", "zsh", "fish"])
  func completions(shell: String) throws {
    let script = try BuiltProgram.run("probe", ["completions", shell])
    #expect(script.status == 0)
    for command in [
      "top", "agent", "metrics", "sensors", "pci", "inventory", "doctor", "config", "completions",
    ] {
      #expect(script.output.contains(command))
    }
  }
}
