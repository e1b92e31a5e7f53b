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

  @Test("a reload is refused where its configuration is, before the agent is told")
  func reload() throws {
    let unit = try String(
      contentsOf: Self.packaging.appendingPathComponent("nodeprobe.service.in"), encoding: .utf8)
    let lines = unit.split(separator: "\n").filter { $0.hasPrefix("ExecReload=") }
    #expect(
      lines == ["ExecReload=@bin@/probe config check", "ExecReload=/bin/kill -HUP $MAINPID"])
    let folder = try TemporaryDirectory()
    try folder.write("intervall: 1s\n", to: "probe.yaml")
    let checked = try BuiltProgram.run(
      "probe", ["config", "check", "--config", folder.path + "/probe.yaml"])
    #expect(checked.status != 0)
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
