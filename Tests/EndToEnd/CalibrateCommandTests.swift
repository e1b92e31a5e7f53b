import Exporters
import Foundation
import LinuxFiles
import NodeModel
import Probes
import TestSupport
import Testing

@testable import probe

@Suite("probe calibrate")
struct CalibrateCommandTests {
  private let folder: TemporaryDirectory

  init() throws {
    folder = try TemporaryDirectory()
  }

  private func calibrate(_ words: String...) throws -> BuiltProgram.Result {
    try BuiltProgram.run("probe", ["calibrate", "--state-dir", folder.path + "/state"] + words)
  }

  private func here() throws -> MachineIdentity { MachineIdentity(below: try Root()) }

  private func calibration(of machine: MachineIdentity) -> Calibration {
    Calibration(
      made: 1_790_000_000_000_000_000, machine: machine, scope: .node, meter: "plug",
      coefficients: Calibration.Coefficients(constant: 20, shared: 8, busy: 52, scaled: 0),
      referenceHertz: nil, bounds: EnergyBounds(100_000), meterBounds: EnergyBounds(10_000),
      steps: [
        CalibrationStep(utilization: 0, hertz: nil, watts: 21, samples: 3, load: "idle"),
        CalibrationStep(utilization: 1, hertz: nil, watts: 76, samples: 3, load: "memory"),
      ])
  }

  @Test(
    "refuses in one line what it cannot do",
    arguments: [
      (["--seconds", "20"], "--seconds 20.0 is no number from 55 to 86400"),
      (["--quick", "--seconds", "60"], "--quick and --seconds are two times; give one"),
      (["--meter-file", "x", "--watts"], "--meter-file and --watts are two meters; give one"),
      (["--watts"], "--watts asks on a terminal, and this is none; use --meter-file FILE"),
      (["--meter-error", "1"], "--meter-error belongs to --meter-file or --watts"),
      (
        ["--meter-file", "x", "--meter-error", "70"],
        "--meter-error 70.0 is no number from 0 to 50"
      ),
      (["--meter-file", "/nowhere/x"], "cannot open /nowhere/x: No such file or directory"),
    ] as [([String], String)])
  func refusals(words: [String], line: String) throws {
    let state = folder.path + "/state"
    let result = try BuiltProgram.run("probe", ["calibrate", "--state-dir", state] + words)
    #expect(result.errors == "probe: \(line)\n")
    #expect(result.output == "" && result.status == 2)
    #expect(!FileManager.default.fileExists(atPath: state + "/calibration.json"))
  }

  @Test("is what a command is counted by without an agent, too, where no instrument tells")
  func withoutAgent() throws {
    let bytes = CalibrationStore.bytes(of: calibration(of: try here()))
    try folder.write(bytes: bytes, to: "state/calibration.json")
    let result = try CommandStage.unblocked {
      try BuiltProgram.run(
        "probe",
        ["run", "--json", "--state-dir", folder.path + "/state", "--", "sleep", "1.5"])
    }
    #expect(result.status == 0)
    let document = try JSONSerialization.jsonObject(with: Data(result.errors.utf8))
    let summary = try #require(document as? [String: Any])
    // Tables are D and E.
    #expect(["A", "B", "C"].contains(try #require(summary["tier"] as? String)))
  }

  @Test("without any meter says in one line that there is nothing to calibrate against")
  func nothing() throws {
    try folder.folder("sys")
    try folder.write("cpu  1 0 0 1 0 0 0\n", to: "proc/stat")
    let result = try calibrate("--sysfs", folder.path + "/sys", "--procfs", folder.path + "/proc")
    #expect(result.errors.hasPrefix("probe: there is nothing to calibrate against (wall: "))
    #expect(result.errors.hasSuffix("with --meter-file FILE or --watts\n"))
    #expect(result.errors.split(separator: "\n").count == 1)
    #expect(result.status == 2)
  }

  @Test("--show prints what is kept, says of another machine's what differs, and fails without one")
  func showing() throws {
    let none = try calibrate("--show")
    #expect(none.status == 1 && none.output == "")
    #expect(none.errors.contains("calibration.json; probe calibrate makes one"))

    let bytes = CalibrationStore.bytes(of: calibration(of: try here()))
    try folder.write(bytes: bytes, to: "state/calibration.json")
    let shown = try calibrate("--show")
    #expect(shown.status == 0 && shown.errors == "")
    let lines = shown.output.split(separator: "\n").map(String.init)
    #expect(lines[0].hasPrefix("Fitted 2026-09-21 14:13 UTC, "))
    #expect(lines[0].hasSuffix(" ago, against plug"))
    #expect(lines[1] == "LOAD     BUSY  WATTS  MODEL     OFF")
    // 20 + 8 + 52 W at full load, where the meter showed 76.
    #expect(lines[2] == "idle    0.0 %   21.0   20.0   5.0 %")
    #expect(lines[3] == "memory  100 %   76.0   80.0  -5.0 %")
    #expect(try calibrate("--show", "--json").output == String(decoding: bytes, as: UTF8.self))

    var other = try here()
    other.threads += 1
    try folder.write(
      bytes: CalibrationStore.bytes(of: calibration(of: other)), to: "state/calibration.json")
    let refused = try calibrate("--show")
    #expect(refused.status == 1 && refused.output != "")
    #expect(refused.errors.hasPrefix("probe: calibrated with another number of CPUs ("))
    try folder.write("{", to: "state/calibration.json")
    let broken = try calibrate("--show")
    #expect(broken.status == 2 && broken.errors.contains("calibration.json: byte "))
  }

  @Test("Ctrl-C ends it with the status of an interrupt, and the old calibration stays")
  func interruption() throws {
    let bytes = CalibrationStore.bytes(of: calibration(of: try here()))
    try folder.write(bytes: bytes, to: "state/calibration.json")
    try folder.write("", to: "plug")
    let process = Process()
    process.executableURL = BuiltProgram.folder.appendingPathComponent("probe")
    process.arguments = [
      "calibrate", "--state-dir", folder.path + "/state", "--meter-file", folder.path + "/plug",
    ]
    process.standardInput = FileHandle.nullDevice
    let errors = Pipe()
    process.standardError = errors
    try process.run()
    // Before the signals are its own it is gone at once, which is as well, but not what is tested.
    let isWaiting = try Waiting.until {
      let status = try String(
        contentsOfFile: "/proc/\(process.processIdentifier)/status", encoding: .utf8)
      let blocked = status.split(separator: "\n").first { $0.hasPrefix("SigBlk:") }
      let mask = UInt64(blocked?.suffix(16) ?? "", radix: 16) ?? 0
      return mask & 1 << UInt64(SIGINT - 1) != 0
    }
    #expect(isWaiting)
    kill(process.processIdentifier, SIGINT)
    process.waitUntilExit()
    let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    #expect(
      text == "probe: stopped, nothing is calibrated; the one of 2026-09-21 14:13 stays\n")
    #expect(process.terminationStatus == 130)
    #expect(
      try Data(contentsOf: URL(fileURLWithPath: folder.path + "/state/calibration.json"))
        == Data(bytes))
  }

  @Test(
    "what is kept there is the agent's source of tier C, and the log says when it is not any more")
  func agent() throws {
    let agent = try RunningAgent()
    let store = agent.state + "/calibration.json"
    let isMeasured = try agent.page().contains {
      $0.key.hasPrefix("nodeprobe_node_power_info") && $0.key.contains("quality=\"measured\"")
    }
    // On a machine with a meter the model is a spare.
    let state = isMeasured ? "spare" : "source"
    try Data(CalibrationStore.bytes(of: calibration(of: try here()))).write(
      to: URL(fileURLWithPath: store))
    kill(agent.process.processIdentifier, SIGHUP)
    let name = "nodeprobe_power_ladder_info{rung=\"calibrated\",state=\"\(state)\"}"
    #expect(try Waiting.until { try agent.page()[name] == 1 })
    let page = try agent.page()
    #expect(page["nodeprobe_calibration_timestamp_seconds"] == 1_790_000_000)
    try FileManager.default.removeItem(atPath: store)
    kill(agent.process.processIdentifier, SIGHUP)
    let gone = "rung=\"calibrated\",state=\"unavailable\",reason=\"not_calibrated\""
    #expect(try Waiting.until { try agent.page()["nodeprobe_power_ladder_info{\(gone)}"] == 1 })
    guard !isMeasured else { return }
    #expect(page.contains { $0.key.hasPrefix("nodeprobe_node_energy_joules_total{tier=\"C\"") })
    let log = agent.log
    #expect(log.contains("to=calibrated why=\"it can be read\""))
    #expect(log.contains("warning: power source changed from=calibrated to="))
    #expect(log.contains("why=not_calibrated"))
  }
}
