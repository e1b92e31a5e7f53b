import EnergyLedger
import Foundation
import NodeModel
import TestSupport
import Testing

@testable import Agent

/// `NODEPROBE_POWER_LOSSES` says how many moments of the trace are tried; 0 is all of them.
@Suite("A power loss")
struct PowerLossTests {
  private static let losses =
    ProcessInfo.processInfo.environment["NODEPROBE_POWER_LOSSES"].flatMap(Int.init) ?? 150

  /// The driver's life under `recorder.c`, across the end of an hour and several syncs.
  private func record(_ seed: UInt64) throws -> (trace: Trace, life: Life) {
    let (folder, tools) = (try TemporaryDirectory(), try TemporaryDirectory())
    let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    _ = try Program.run(
      "/usr/bin/env", "cc", "-O2", "-shared", "-fPIC", "-o", tools.path + "/recorder.so",
      source.appendingPathComponent("recorder.c").path)
    // As the kernel writes the name.
    let path = URL(fileURLWithPath: folder.path).standardizedFileURL.path
    try Life.prepare(path, before: 120)
    let life = try Life(
      in: path, life: seed, step: 1, rounds: 420,
      environment: [
        "LD_PRELOAD": tools.path + "/recorder.so", "NODEPROBE_TRACED": path,
        "NODEPROBE_TRACE": tools.path + "/trace",
      ])
    return (try Trace(tools.path + "/trace"), life)
  }

  @Test("at any moment costs less than a minute, ends the epoch, and what is left balances")
  func anyMoment() throws {
    let seed = UInt64(Date().timeIntervalSince1970)
    var chance = SeededRandom(seed)
    let (trace, life) = try record(seed)
    let beginning = try #require(life.rounds.first).boottime
    #expect(life.rounds.count == 420)
    let records = trace.records
    let stride = Self.losses == 0 ? 1 : max(1, records.count / Self.losses)
    var disk = LossyDisk()
    var clock: [UInt64] = [0, 0, 0]
    var tried = 0
    var longest: UInt64 = 0
    for (moment, record) in records.enumerated() {
      if record.name == "clock" {
        for (place, word) in words(record.data).enumerated() {
          clock[record.place / 8 + place] = word
        }
        // Only a driven clock is written to a file: the machine's is not.
        continue
      }
      disk.take(record)
      guard moment % stride == Int(seed) % stride else { continue }
      let mixture =
        [.oldest, .newest, .any, .any, .any].randomElement(using: &chance) ?? LossyDisk.Mixture.any
      let outcome = try lose(
        disk, mixture, &chance, beginning: beginning, now: clock[0], seen: clock[2])
      if let problem = outcome.problem {
        Issue.record("seed \(seed), after \(moment) of \(records.count), \(mixture): \(problem)")
        return
      }
      longest = max(longest, outcome.lost)
      tried += 1
    }
    #expect(tried > 10 && longest > 20_000_000_000)
    print("\(tried) power losses, at most \(Double(longest) / 1e9) s lost")
  }

  private func words(_ bytes: [UInt8]) -> [UInt64] {
    stride(from: 0, to: bytes.count, by: 8).map { start in
      (0..<8).reduce(0) { $0 | UInt64(bytes[start + $1]) << UInt64(8 * $1) }
    }
  }

  /// The machine loses power, starts again, and an agent finds what is left.
  ///
  /// - Parameter now: The time of the last round that had begun.
  /// - Parameter seen: The time of the last round that was published; 0: none.
  private func lose(
    _ disk: LossyDisk, _ mixture: LossyDisk.Mixture, _ chance: inout SeededRandom,
    beginning: UInt64, now: UInt64, seen: UInt64
  ) throws -> (problem: String?, lost: UInt64) {
    let folder = try TemporaryDirectory()
    try disk.lose(mixture, into: folder.path, &chance)
    let offset = (1_772_460_000 + 3600 - 120) * 1_000_000_000 - UInt64(3_600_000_000_000)
    try Data(
      [UInt64(20_000_000_000), now + offset + 90_000_000_000].flatMap {
        Swift.withUnsafeBytes(of: $0) { Array($0) }
      }
    ).write(to: URL(fileURLWithPath: folder.path + "/clock"))
    guard let kept = CheckpointFile.newest(in: folder.path) else {
      return (seen == 0 ? nil : "no checkpoint is left", 0)
    }
    let time = kept.writtenAt - offset
    if time + 60_000_000_000 < seen { return ("\((seen - time) / 1_000_000) ms are lost", 0) }
    let node = Life.truth(time) - Life.truth(beginning)
    if kept.nodeEnergy.count != node { return ("the checkpoint is not the truth of its time", 0) }

    let state = EnergyState(
      in: folder.path, bootID: "boot 2",
      limits: LedgerLimits(jobs: 6, mostOwners: 24, mostRows: 400), retention: 1 << 60,
      clock: try NodeClock(drivenBy: folder.path + "/clock"),
      log: Log(upTo: .error, isJournal: false))
    let ledger = state.makeLedger(
      Topology(meters: [], places: []),
      at: RoundTime(boottime: 20_000_000_000, realtime: now + offset), random: &chance)
    state.keep(ledger)
    if ledger.epoch == kept.epoch, !kept.isCleanStop { return ("the epoch goes on", 0) }
    if !state.status.isHealthy { return ("\(state.status)", 0) }
    if kept.isCleanStop { return (nil, 0) }

    let archive = try LedgerArchive(in: folder.path)
    let rows = try archive.rows(limit: 10_000).filter { $0.row.epoch == kept.epoch }
    let sum = rows.reduce(0) { $0 + $1.row.full.total }
    let hour: (UInt64) -> UInt64 = { ($0 + offset) / 3_600_000_000_000 }
    if hour(time) == hour(now) {
      if sum != node { return ("rows are \(sum), the checkpoint is \(node)", 0) }
    } else if sum < node || sum > Life.truth(now) - Life.truth(beginning) {
      // The hour was closed after the checkpoint, and its rows were filed.
      return ("rows are \(sum), between \(node) and now", 0)
    }
    var running = JobFilter()
    running.state = .running
    if try archive.jobs(running).contains(where: { $0.epoch == kept.epoch }) {
      return ("a job of the old epoch runs", 0)
    }
    return (nil, seen > time ? seen - time : 0)
  }
}
