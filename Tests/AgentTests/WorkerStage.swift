import Foundation
import Glibc
import LinuxFiles
import NodeModel
import Probes
import TestSupport

@testable import Agent

/// A supervisor over real processes, shell scripts that say what a test wrote down, in time that the test
/// drives.
final class WorkerStage {
  static let second: UInt64 = 1_000_000_000

  let supervisor: WorkerSupervisor
  private let folder: TemporaryDirectory
  private let root: Root
  private var time: UInt64 = 1_000 * second
  private var buffer = ReadBuffer()

  /// - Parameter script: The worker; `$*` are its arguments, `$here` is the folder of `write`.
  init(_ script: String, isOneScan: Bool = false) throws {
    folder = try TemporaryDirectory()
    try folder.write("", to: "sys/class/hwmon/hwmon0")
    try folder.folder("proc")
    try folder.write(
      "#!/bin/sh\nhere=\(folder.path)\necho \"$*\" >> $here/starts\n" + script, to: "worker")
    chmod(folder.path + "/worker", 0o755)
    try folder.write(bytes: Self.clock(time), to: "clock")
    root = try Root(proc: folder.path + "/proc", sys: folder.path + "/sys")
    let kind = WorkerKind(
      name: "test", isOneScan: isOneScan,
      parts: [("test", "class/hwmon"), ("other", "class/other")].map { probe, folder in
        WorkerKind.Part(
          probe: probe, metrics: WorkerTalk.metrics, watch: { FolderWatch(folder) }
        ) { _, _, _ in nil }
      })
    supervisor = WorkerSupervisor(
      kind, program: folder.path + "/worker", options: [],
      clock: try NodeClock(drivenBy: folder.path + "/clock"),
      log: Log(upTo: .error, isJournal: false))
  }

  deinit { supervisor.stop() }

  /// Boot time, in nanoseconds.
  var now: UInt64 { time }

  /// The arguments of every process that was started.
  var starts: [String] {
    ((try? String(contentsOfFile: folder.path + "/starts", encoding: .utf8)) ?? "")
      .split(separator: "\n").map(String.init)
  }

  /// Values of all lanes by device and sensor.
  var shown: [String: Double] {
    var found: [String: Double] = [:]
    for part in supervisor.sections {
      for (entry, value) in zip(part.table.entries, part.readings.values) {
        guard let number = value.double else { continue }
        found[entry.labels.map(\.value).joined(separator: " ")] = number
      }
    }
    return found
  }

  /// Whether something of a probe is missing for `reason`.
  func tells(_ reason: FailureReason, of probe: String = "test") -> Bool {
    supervisor.sections.contains {
      $0.probe == probe && $0.status.failures & reason.bit != 0
    }
  }

  /// Puts down what a worker may say.
  func write(_ talk: WorkerTalk, to name: String) throws {
    try folder.write(bytes: talk.bytes, to: name)
  }

  /// Puts down a text that scripts read.
  func write(_ text: String, to name: String) throws {
    try folder.write(text, to: name)
  }

  /// Puts down a mark that scripts look for.
  func mark(_ name: String) throws { try folder.write("", to: name) }

  /// Whether a script left this mark.
  func has(_ name: String) -> Bool {
    FileManager.default.fileExists(atPath: folder.path + "/" + name)
  }

  /// Moves a device of the machine.
  func setDevice(_ name: String, isThere: Bool) throws {
    if isThere {
      try folder.write("", to: "sys/class/hwmon/" + name)
    } else {
      try folder.remove("sys/class/hwmon/" + name)
    }
  }

  /// Lets `seconds` pass at once, and the agent make a round.
  func pass(_ seconds: Double) throws {
    time += UInt64(seconds * 1e9)
    let descriptor = open(folder.path + "/clock", O_WRONLY)
    defer { close(descriptor) }
    let bytes = Self.clock(time)
    _ = pwrite(descriptor, bytes, bytes.count, 0)
    round()
  }

  /// Makes a round.
  func round() { supervisor.tick(below: root, events: nil, buffer: &buffer) }

  /// Makes rounds in time that stands still until `condition` holds; false after ten seconds of waiting.
  func settle(until condition: (WorkerStage) -> Bool) -> Bool {
    for _ in 0..<2000 {
      round()
      if condition(self) { return true }
      usleep(5000)
    }
    return false
  }

  private static func clock(_ time: UInt64) -> [UInt8] {
    [time, time].flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) } }
  }
}
