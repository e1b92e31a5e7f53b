import Foundation
import TestSupport
import Testing

/// `NODEPROBE_KILLS` says how often the driver is killed.
@Suite("kill -9", .serialized)
struct KillTests {
  private static let kills =
    ProcessInfo.processInfo.environment["NODEPROBE_KILLS"].flatMap(Int.init) ?? 40

  /// A round that a life may go on from: what the gap has in it.
  private struct Base {
    let number: UInt64
    let boottime: UInt64
    let gap: UInt64

    /// Its successor in the next life, with all that flowed while nobody looked.
    func afterGap(_ number: UInt64, at boottime: UInt64) -> Base {
      let flowed = Life.truth(boottime) - Life.truth(self.boottime)
      return Base(number: number, boottime: boottime, gap: gap + flowed)
    }
  }

  /// What the world has seen so far, and what must hold of everything it sees next.
  private struct Witness {
    var epoch: String?
    /// The time of the first round: what flowed before is not in the book.
    var beginning: UInt64?
    /// The last round that was published.
    var last: Base?
    /// The round after it from which the last life went on without publishing any.
    var origin: Base?
    /// The round after that, which may have been kept although nobody was told.
    var attempt: Base?
    var seen: [String: UInt64] = [:]
    var gaps = 0
    var unpublished = 0

    mutating func watch(_ life: Life) -> String? {
      guard let start = life.start else { return nil }
      var base: Base?
      if start.round > 0 {
        if start.epoch != epoch { return "another epoch goes on" }
        base = [last, origin, attempt].compactMap { $0 }.first { $0.number == start.round }
        if base == nil { return "goes on from \(start.round), not \(last?.number ?? 0)" }
        if start.round != last?.number { unpublished += 1 }
        origin = base
      } else if let last {
        return "a new epoch after round \(last.number)"
      } else {
        // Nobody had seen anything, so anything may begin.
        epoch = start.epoch
        beginning = life.rounds.first?.boottime ?? life.attempt?.boottime
      }
      for round in life.rounds {
        if let problem = check(round, base) { return problem }
        base = nil
        origin = nil
      }
      if let next = life.attempt, next.round != last?.number {
        // The first round of a life has the gap before it, whether it was published or not.
        attempt =
          base?.afterGap(next.round, at: next.boottime)
          ?? Base(number: next.round, boottime: next.boottime, gap: last?.gap ?? 0)
      }
      return nil
    }

    private mutating func check(_ round: Life.Round, _ base: Base?) -> String? {
      let parts = round.parts
      let plus =
        round.jobs + (parts["system"] ?? 0) + (parts["unallocated"] ?? 0)
        + (parts["gap"] ?? 0) + (parts["residual_over"] ?? 0)
      if plus != round.node + (parts["residual_under"] ?? 0) { return "does not balance" }
      let truth = Life.truth(round.boottime) - Life.truth(beginning ?? round.boottime)
      if round.node != truth { return "the node is \(round.node) and was \(truth)" }
      for (name, energy) in parts {
        if energy < seen[name] ?? 0 { return "\(name) went down" }
        seen[name] = energy
      }
      let gap = parts["gap"] ?? 0
      if let expected = base?.afterGap(round.number, at: round.boottime).gap {
        if gap != expected { return "the gap is \(gap), and \(expected) flowed unseen" }
        gaps += 1
      } else if let last, gap != last.gap {
        return "a gap of \(gap - last.gap) without a restart"
      }
      last = Base(number: round.number, boottime: round.boottime, gap: gap)
      return nil
    }
  }

  @Test(
    "at any instant loses nothing that was seen, doubles nothing, and leaves what flowed in gap")
  func killedAtRandom() throws {
    let folder = try TemporaryDirectory()
    try Life.prepare(folder.path)
    let seed = UInt64(Date().timeIntervalSince1970)
    var chance = SeededRandom(seed)
    var witness = Witness()
    var rounds = 0
    var life = 0
    // On a busy machine more lives end before their first round.
    func isEnough() -> Bool { witness.gaps > Self.kills / 4 && rounds > Self.kills }
    while life < Self.kills || !isEnough() && life < 20 * Self.kills {
      defer { life += 1 }
      // Most lives end after some rounds, some before the first.
      let time = UInt32(
        chance.below(4) == 0 ? chance.below(30_000) : 10_000 + chance.below(120_000))
      let lived = try Life(
        in: folder.path, life: seed &+ UInt64(life), step: 40, rounds: 1_000_000, killedAfter: time)
      rounds += lived.rounds.count
      if let problem = witness.watch(lived) {
        Issue.record("seed \(seed), life \(life): \(problem)")
        return
      }
    }
    // The last life ends well, and says what is not in the store yet.
    let final = try Life(in: folder.path, life: seed &+ 1_000_000, step: 40, rounds: 20)
    #expect(witness.watch(final) == nil, "seed \(seed)")
    let end = try #require(final.end)
    #expect(try filed(folder.path) + end.unfiled == end.node, "seed \(seed)")
    #expect(isEnough())
    print(
      "\(life) kills, \(rounds) rounds, \(witness.gaps) gaps,",
      "\(witness.unpublished) rounds kept that nobody had seen, \(end.node / 1_000_000) J")
  }

  /// The energy of all rows in the store, as SQLite's own program adds it up.
  private func filed(_ folder: String) throws -> UInt64 {
    let result = try Program.run(
      "/usr/bin/sqlite3", folder + "/ledger.sqlite",
      "PRAGMA integrity_check; SELECT sum(value) FROM row, json_each(full_uj);"
        + "SELECT count(*) - count(DISTINCT owner || hour || component || epoch) FROM row;")
    let lines = result.output.split(separator: "\n")
    #expect(lines.first == "ok" && lines.last == "0")
    return lines.count == 3 ? UInt64(lines[1]) ?? 0 : 0
  }
}
