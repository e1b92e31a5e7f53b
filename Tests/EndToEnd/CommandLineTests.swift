import Foundation
import TestSupport
import Testing

@testable import probe

@Suite("The command line")
struct CommandLineTests {
  @Test(
    "what cannot be written fails the command, and one line says why",
    arguments: [
      "metrics --interval 0", "sensors --json", "pci", "pci --json", "inventory", "doctor",
      "config print", "config check", "completions bash", "--json", "--help", "--version",
    ])
  func fullDisk(arguments: String) throws {
    let result = try shell("probe \(arguments) 2>&1 >/dev/full; echo $?")
    #expect(
      result == "probe: cannot write to standard output: No space left on device\n1\n", "\(result)")
  }

  @Test(
    "a pipe that nobody reads ends a command without a word, with the status of SIGPIPE",
    arguments: ["", "trap '' PIPE;"])
  func closedPipe(disposition: String) throws {
    // `true` is gone before the command, which waits for a second, has anything to say.
    let result = try shell(
      "\(disposition) { { probe metrics 2>&3; echo $? >&3; } | true; } 3>&1")
    #expect(result == "141\n", "\(result)")
  }

  @Test(
    "an unknown first word is refused, with the command that was probably meant",
    arguments: [
      (["agnet"], "'agnet'; did you mean agent? see probe --help"),
      (["federate", "--help"], "'federate'; see probe --help"),
      (["energy", "--help"], "'energy'; see probe --help"),
      (["senors", "--json"], "'senors'; did you mean sensors? see probe --help"),
      (["help", "agnet"], "'agnet'; did you mean agent? see probe --help"),
      (["config", "chekc"], "'chekc'; did you mean config check? see probe config --help"),
    ] as [([String], String)])
  func unknownCommand(arguments: [String], words: String) throws {
    let result = try BuiltProgram.run("probe", arguments)
    #expect(result.errors == "probe: there is no command \(words)\n")
    #expect(result.output == "")
    #expect(result.status == 2)
  }

  @Test(
    "--interval is written alike everywhere",
    arguments: [
      (["metrics"], "0 to 1m", "61s"), (["top"], "200ms to 1h", "100ms"),
      (["agent"], "100ms to 1m", "50ms"),
    ] as [([String], String, String)])
  func intervals(command: [String], range: String, outside: String) throws {
    for wrong in [outside, "soon", "-1s"] {
      let result = try BuiltProgram.run("probe", command + ["--interval=\(wrong)"])
      #expect(result.status == 2)
      #expect(
        result.errors
          == "probe: --interval \(wrong) is no time from \(range), such as 500ms or 1s\n")
    }
    let help = try BuiltProgram.run("probe", command + ["--help"]).output
      .split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(help.contains(": \(range), written as 500ms, 1s or 2m; a bare number is seconds."))
  }

  @Test("top takes milliseconds, and bare seconds", arguments: ["500ms", "2", "0.5s"])
  func topInterval(text: String) throws {
    let result = try BuiltProgram.run("probe", ["top", "--interval", text])
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output.contains("\nMemory "))
  }

  @Test("without a file config check says that the defaults hold")
  func noConfiguration() throws {
    let path = "/etc/nodeprobe/probe.yaml"
    let isThere = FileManager.default.fileExists(atPath: path)
    let result = try BuiltProgram.run("probe", ["config", "check"])
    #expect(result.output == (isThere ? "\(path): ok\n" : "no \(path): the defaults hold\n"))
    #expect(result.status == 0)
  }

  @Test("config check warns of what will not be as it seems, and takes the file")
  func warnings() throws {
    let folder = try TemporaryDirectory()
    try folder.write(
      "site:\n  zone: US-CA\ncost: {currency: EUR, per_gpu_hour: 2}\n", to: "probe.yaml")
    let path = folder.path + "/probe.yaml"
    let result = try BuiltProgram.run("probe", ["config", "check", "--config", path])
    #expect(result.status == 0 && result.output == "\(path): ok\n")
    let lines = result.errors.split(separator: "\n")
    #expect(lines.count == 2)
    #expect(lines[0].hasPrefix("warning: \(path):2: site.zone US-CA: "), "\(result.errors)")
    #expect(lines[1].hasPrefix("warning: \(path):3: cost.per_gpu_hour "), "\(result.errors)")
  }

  @Test(
    "an empty --state-dir is wrong use, and not the root of all files",
    arguments: [
      [], ["top"], ["agent"], ["report"], ["jobs"], ["explain", "x"], ["bench"],
      ["calibrate", "--show"], ["run", "--", "true"],
    ])
  func emptyStateDirectory(command: [String]) throws {
    let words = command.prefix { $0 != "--" } + ["--state-dir", ""] + command.drop { $0 != "--" }
    let result = try BuiltProgram.run("probe", Array(words))
    #expect(result.status == 2 && result.output == "")
    #expect(result.errors == "probe: --state-dir names no directory\n")
  }

  @Test("nor does the daemon take one")
  func emptyStateDirectoryOfDaemon() throws {
    let result = try BuiltProgram.run("probe-agent", ["agent", "--state-dir="])
    #expect(result.status == 2)
    #expect(result.errors == "probe-agent: --state-dir names no directory\n")
  }

  @Test("what labels and names of hardware have in them does not steer the terminal")
  func hostileNames() throws {
    let sensors = try SensorTree()
    try sensors.write("A\u{1B}]0;x\u{07}\nB\n", SensorTree.processor, "temp1_label")
    let table = try BuiltProgram.run("probe", ["sensors", "--sysfs", sensors.path]).output
    #expect(table.contains("  A\u{FFFD}]0;x\u{FFFD} B  "), "\(table)")
    #expect(!table.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })

    let tree = try TemporaryDirectory()
    try tree.write("Ex\u{1B}[2Jam\u{9B}ple\n", to: "class/dmi/id/sys_vendor")
    let inventory = try BuiltProgram.run("probe", ["inventory", "--sysfs", tree.path]).output
    #expect(inventory.contains("Ex\u{FFFD}[2Jam\u{FFFD}ple\n"), "\(inventory)")
    #expect(!inventory.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
  }

  @Test("every complaint begins with the program's name")
  func prefixes() throws {
    for arguments in [["pci", "--dump", "/none"], ["sensors", "--sysfs", "/none"], ["top", "x"]] {
      let result = try BuiltProgram.run("probe", arguments)
      #expect(result.errors.hasPrefix("probe: "), "\(result.errors)")
      #expect(result.status == 2)
    }
  }

  @Test("a file that only root may read is mended by a drop-in that names both capability sets")
  func drop() throws {
    let state = SourceState(probe: "cpu", verdict: .fails, reasons: ["eacces"], refused: 0)
    let line = try #require(SourceAdvice.line(state, isVirtual: false))
    for part in [
      "systemctl edit nodeprobe, with three lines: [Service], ",
      "AmbientCapabilities=CAP_DAC_READ_SEARCH, ", "CapabilityBoundingSet=CAP_DAC_READ_SEARCH",
    ] { #expect(line.contains(part)) }
  }

  @Test("meters that are root's alone are mended by either of two drop-ins, line by line")
  func deniedMeters() {
    let denied = MeterState(
      source: "rapl", places: ["package 0", "dram 0"], readable: 0, reasons: ["eacces"])
    #expect(denied.verdict == .fails)
    #expect(PowerAdvice.line(denied) == "package 0, dram 0: only root may read it; see below")
    let lines = PowerAdvice.lines([denied], canCount: true)
    #expect(lines.filter { $0 == "  [Service]" }.count == 2)
    #expect(lines.contains("  AmbientCapabilities=CAP_DAC_READ_SEARCH"))
    #expect(lines.contains("  CapabilityBoundingSet=CAP_DAC_READ_SEARCH"))
    #expect(lines.contains("  SystemCallFilter=perf_event_open"))
    let working = MeterState(source: "rapl", places: ["psys"], readable: 1, reasons: [])
    #expect(PowerAdvice.line(working) == "psys")
    #expect(PowerAdvice.lines([working], canCount: true).isEmpty)
  }

  @Test("an agent that may only not count what jobs do is told the one drop-in that lets it")
  func deniedCounting() {
    let working = MeterState(source: "rapl", places: ["psys"], readable: 1, reasons: [])
    let lines = PowerAdvice.lines([working], canCount: false)
    #expect(lines.filter { $0 == "  [Service]" }.count == 1)
    #expect(lines.contains("  AmbientCapabilities=CAP_PERFMON"))
    #expect(!lines.contains { $0.contains("DAC_READ_SEARCH") })
    let denied = DivisionState(weight: "counters", state: "unavailable", reason: "eacces")
    #expect(denied.isDenied)
    let hidden = DivisionState(weight: "counters", state: "unavailable", reason: "in_vm")
    #expect(!hidden.isDenied)
    #expect(hidden.advice == "the hypervisor shows no counters of the processor")
  }

  @Test("a battery that rests while a charger feeds the node is no failure")
  func restingBattery() {
    let battery = MeterState(
      source: "battery", places: ["psys BAT0"], readable: 0, reasons: ["unavailable"])
    #expect(battery.verdict == .resting)
    #expect(PowerAdvice.lines([battery], canCount: true).isEmpty)
  }

  @Test(
    "the doctor names the one rung that the node's power comes from, and why not the better ones")
  func ladder() throws {
    let text = try BuiltProgram.run("probe", ["doctor", "--json"]).output
    let all = try #require(
      JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: [[String: Any]]])
    #expect(Set(all.keys) == ["sources", "meters", "ladder", "division"])
    let ladder = try #require(all["ladder"])
    #expect(
      ladder.compactMap { $0["rung"] as? String }
        == ["wall", "psys", "components", "calibrated", "table", "fallback"])
    for step in ladder {
      #expect((step["advice"] as? String)?.isEmpty == false)
      #expect((step["reason"] is String) == (step["state"] as? String == "unavailable"))
    }
    #expect(try #require(all["meters"]).isEmpty == false)
  }

  @Test(
    "the doctor says of a wall meter that a process of its own reads what the agent would: in use")
  func wallMeter() throws {
    let tree = try SensorTree()
    // Of two nameless platform meters nobody knows which contains which.
    try tree.remove(SensorTree.twin, as: 4)
    let text = try BuiltProgram.run("probe", ["doctor", "--json", "--sysfs", tree.path]).output
    let all = try #require(
      JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: [[String: Any]]])
    let wall = try #require(all["ladder"]?.first)
    #expect(wall["rung"] as? String == "wall")
    #expect(wall["state"] as? String == "source")
  }

  @Test("the doctor says how many meters there is no room for, and nothing is out of its place")
  func manyMeters() throws {
    let tree = try TemporaryDirectory()
    for number in 1...300 {
      try tree.write("5000000\n", to: "class/hwmon/hwmon0/power\(number)_input")
    }
    try tree.write("board\n", to: "class/hwmon/hwmon0/name")
    let answer = try BuiltProgram.run("probe", ["doctor", "--sysfs", tree.path])
    #expect(answer.output.contains("108 more meters are neither booked nor shown"))
    #expect(answer.errors == "")
    let json = try BuiltProgram.run("probe", ["doctor", "--json", "--sysfs", tree.path]).output
    let all = try #require(
      JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
    #expect(all["meters_left_out"] as? Int == 108)
  }

  @Test("the inventory keeps the kernel's own numbers for programs")
  func inventory() throws {
    let table = try BuiltProgram.run("probe", ["inventory"]).output
    let json = try BuiltProgram.run("probe", ["inventory", "--json"]).output
    let disks = try #require(
      JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: [[String: Any]]])["disks"]
    for number in (disks ?? []).compactMap({ $0["number"] as? String }) {
      #expect(!table.contains(number))
    }
    #expect(!table.contains("subsystem"))
  }

  /// What a shell says that finds `probe` in its path.
  private func shell(_ script: String) throws -> String {
    try Program.run(
      "/bin/sh", "-c", "PATH=\(BuiltProgram.folder.path):$PATH; \(script)"
    ).output
  }
}
