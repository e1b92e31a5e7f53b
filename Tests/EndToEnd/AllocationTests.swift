import Foundation
import LinuxFiles
import NodeModel
import Probes
import TestSupport
import Testing

@testable import probe

/// The release build is counted: without the optimizer much more lives on the heap.
@Suite("Allocations", .serialized)
struct AllocationTests {
  private let counter: AllocationCounter
  private let probe: ShippedProgram

  init() throws {
    counter = try AllocationCounter()
    probe = ShippedProgram("probe")
  }

  @Test("allocations of 100 rounds: none, in the agent and in the worker that reads sensors")
  func rounds() throws {
    guard isReleased else { return }
    let tree = try sensors()
    let agent = try start(["--sysfs", tree.path])
    let identifier = agent.process.processIdentifier
    try calibrate(agent, below: tree.path)
    // Everything with a cadence of 10 s is read a second time, so every buffer has its final size.
    sleep(12)
    // Every five minutes the ledger closes its rows, and hands them over.
    let untilRowsClose = 300 - UInt32(Date().timeIntervalSince1970) % 300
    if untilRowsClose < 20 { sleep(untilRowsClose + 3) }
    let worker = try #require(try workers(of: identifier).first)
    let before = try counter.blocks(of: identifier)
    let workerBefore = try counter.blocks(of: worker)
    let start = try lastRound(agent)
    // Long enough to see everything once more.
    sleep(11)
    let after = try counter.blocks(of: identifier)
    let workerAfter = try counter.blocks(of: worker)
    #expect(try lastRound(agent) - start > 10)
    #expect(try agent.page().count { $0.key.hasPrefix("nodeprobe_temperature_celsius") } == 32)
    #expect(after[identifier] == before[identifier])
    #expect(workerAfter[worker] == workerBefore[worker])
  }

  /// SwiftNIO's own: two blocks for a request's head, and one for each value of a header that is longer
  /// than a string holds in itself (15 bytes).
  @Test(
    "allocations of a scrape: SwiftNIO's, in each format and encoding",
    arguments: [
      ([], 2),
      (["Accept-Encoding: gzip"], 2),
      (["Accept-Encoding: gzip", "Accept: application/openmetrics-text;version=1.0.0;q=0.6"], 3),
      (["User-Agent: Prometheus/2.53.3", "Accept: text/plain;version=0.0.4;q=0.3,*/*;q=0.2"], 4),
    ] as [([String], Int)])
  func scrapes(headers: [String], expected: Int) throws {
    guard isReleased else { return }
    let agent = try start([])
    sleep(3)
    // All from one snapshot, and each from its own.
    for (few, many, rate) in [(20, 220, "100000/s"), (4, 24, "8/s")] {
      _ = try scrape(agent, few, rate, headers)
      let base = try scrape(agent, few, rate, headers)
      let more = try scrape(agent, many, rate, headers)
      // Every two seconds SwiftNIO's timer, which looks for idle connections, asks for nine blocks: two
      // times in the scrapes of the second kind, and perhaps once more on their edge.
      #expect(more - base > (many - few) * expected - 27)
      #expect(more - base <= (many - few) * expected + 27)
    }
  }

  private var isReleased: Bool {
    if !probe.isRelease {
      print("skipped: allocations are counted in a release build (make build)")
    }
    return probe.isRelease
  }

  private func start(_ arguments: [String]) throws -> RunningAgent {
    try RunningAgent(
      ["--interval", "100ms"] + arguments, probe: probe.file, environment: counter.environment)
  }

  /// Scrapes `number` times on one connection; how many blocks the event loop's thread asked for.
  private func scrape(
    _ agent: RunningAgent, _ number: Int, _ rate: String, _ headers: [String]
  ) throws -> Int {
    let identifier = agent.process.processIdentifier
    // Threads that are there already: one that files something for a moment is not asked for by a scrape.
    let before = try counter.blocks(of: identifier).filter { $0.key != identifier }
    let result = try Program.run(
      "/usr/bin/env",
      ["curl", "-sf", "--rate", rate, "-o", "/dev/null", "-A", "test", "-w", "%{num_connects}\n"]
        + headers.flatMap { ["-H", $0] } + ["\(agent.address)/metrics?[1-\(number)]"])
    #expect(result.status == 0)
    #expect(result.output.split(separator: "\n").compactMap { Int($0) }.reduce(0, +) == 1)
    let after = try counter.blocks(of: identifier)
    return before.reduce(0) { $0 + (after[$1.key] ?? 0) - $1.value }
  }

  /// A model of the node is in use, as it is where no meter can be read.
  private func calibrate(_ agent: RunningAgent, below sys: String) throws {
    let calibration = Calibration(
      made: 1_790_000_000_000_000_000, machine: MachineIdentity(below: try Root(sys: sys)),
      scope: .node, meter: "plug",
      coefficients: Calibration.Coefficients(constant: 20, shared: 8, busy: 52, scaled: 0),
      referenceHertz: nil, bounds: EnergyBounds(100_000),
      steps: [CalibrationStep(utilization: 1, hertz: nil, watts: 80, samples: 3)])
    try Data(CalibrationStore.bytes(of: calibration)).write(
      to: URL(fileURLWithPath: agent.state + "/calibration.json"))
    kill(agent.process.processIdentifier, SIGHUP)
    #expect(
      try Waiting.until {
        try agent.page()["nodeprobe_calibration_timestamp_seconds"] == 1_790_000_000
      })
  }

  private func lastRound(_ agent: RunningAgent) throws -> Double {
    try agent.page()["nodeprobe_probe_last_success_timestamp_seconds{probe=\"cpu\"}"] ?? 0
  }

  private func workers(of process: Int32) throws -> [Int32] {
    try String(contentsOfFile: "/proc/\(process)/task/\(process)/children", encoding: .utf8)
      .split(separator: " ").compactMap { Int32($0) }
  }

  /// Four chips with eight temperatures each, their limits and alarms.
  private func sensors() throws -> TemporaryDirectory {
    let tree = try TemporaryDirectory()
    for chip in 0..<4 {
      let folder = "class/hwmon/hwmon\(chip)/"
      try tree.write("bench\(chip)\n", to: folder + "name")
      for sensor in 1...8 {
        try tree.write("4\(sensor)500\n", to: folder + "temp\(sensor)_input")
        try tree.write("Zone \(sensor)\n", to: folder + "temp\(sensor)_label")
        try tree.write("90000\n", to: folder + "temp\(sensor)_max")
        try tree.write("0\n", to: folder + "temp\(sensor)_crit_alarm")
      }
    }
    return tree
  }
}
