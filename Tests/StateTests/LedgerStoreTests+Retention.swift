import EnergyLedger
import Foundation
import NodeModel
import TestSupport
import Testing

@testable import Agent

/// How long what is kept lives, whatever clocks say.
extension LedgerStoreTests {
  @Test("forgets what is older than the retention, and never uses a position again")
  func retention() throws {
    let store = try LedgerStore(in: folder.path)
    let rows = (0..<4).map {
      row("system", sequence: UInt64($0) + 1, hour: hour + 3600 * Int64($0))
    }
    try store.file(
      Filing(rows: rows, jobs: [job("a:1", start: 50, end: 60), job("a:2", start: 50, end: nil)]))
    try store.expire(before: UInt64(hour + 3600 * 4) * 1_000_000_000)
    #expect(try sqlite("SELECT count(*) FROM row; SELECT job_id FROM job") == "0\na:2\n")
    try store.file(Filing(rows: [row("gap", sequence: 9)]))
    #expect(try LedgerArchive(in: folder.path).rows(limit: 9).map(\.position) == [5])
  }

  @Test(
    "an epoch of which nothing is left is forgotten, and neither the one that goes on nor the last one"
  )
  func epochs() throws {
    let store = try LedgerStore(in: folder.path)
    var filing = Filing(rows: [row("system", sequence: 1)])
    try store.file(filing)
    // An agent begins, then files what commands have left that ran before it.
    filing = Filing()
    filing.epoch = Epoch(high: 0, low: 10)
    try store.file(filing)
    filing = Filing()
    for (number, end) in [(11, 60), (12, 90), (13, 60), (14, 60)] as [(UInt64, UInt64)] {
      let epoch = Epoch(high: 0, low: number)
      var command = JobRecord(epoch: epoch, id: "run:n/1", name: "x", manager: .run, start: 5)
      (command.state, command.end) = (.ended, end * 1_000_000_000)
      filing.jobs.append(command)
      filing.ownFactors[epoch] = StoredFactors(start: 0, document: "{}")
    }
    filing.divisions = [
      StoredDivision(epoch: Epoch(high: 0, low: 13), start: 80, weight: "counters", reason: nil)
    ]
    try store.file(filing)
    let goesOn = Epoch(high: 0, low: 10)
    try store.expire(before: 70_000_000_000, keeping: goesOn)
    func left() throws -> String {
      try sqlite("SELECT number, substr(epoch, -2), factors IS NULL FROM epoch ORDER BY number")
    }
    // Hexadecimal; the first has a row, c a job, d a division that is young, and e is the last one.
    #expect(try left() == "1|02|1\n2|0a|1\n4|0c|0\n5|0d|1\n6|0e|1\n")
    try store.expire(before: UInt64(hour + 3600) * 1_000_000_000, keeping: goesOn)
    #expect(try left() == "2|0a|1\n6|0e|1\n")
  }

  private static let day: UInt64 = 86_400_000_000_000

  /// What is left of rows of the last 48 hours and of one job, where they are kept for ten days.
  private func expire(
    _ store: LedgerStore, at wallTime: UInt64, passed: UInt64?
  ) throws -> String {
    try store.expire(
      Expiry(wallTime: wallTime, retention: 10 * Self.day, passed: passed))
    return try sqlite("SELECT (SELECT count(*) FROM row), (SELECT count(*) FROM job)")
  }

  @Test("a clock that jumps into the next century takes nobody's history, and is followed slowly")
  func wrongClock() throws {
    let store = try LedgerStore(in: folder.path)
    let rows = (0..<48).map {
      row("system", sequence: UInt64($0) + 1, hour: hour + 3600 * Int64($0))
    }
    let first = UInt64(hour) * 1_000_000_000
    let now = first + 2 * Self.day
    try store.file(
      Filing(rows: rows, jobs: [job("a:1", start: UInt64(hour), end: UInt64(hour) + 60)]))
    let wrong = now + 73 * 365 * Self.day
    // At the first look of all, at a start and while it runs.
    #expect(try expire(store, at: wrong, passed: nil) == "48|1\n")
    #expect(try expire(store, at: wrong, passed: 600_000_000_000) == "48|1\n")
    #expect(try expire(store, at: wrong, passed: nil) == "48|1\n")
    // It is right again, and time passes as it does: eight days on the first hour is ten days old, and then gone.
    #expect(try expire(store, at: now, passed: 600_000_000_000) == "48|1\n")
    #expect(try expire(store, at: now + 8 * Self.day, passed: 8 * Self.day) == "48|1\n")
    #expect(
      try expire(store, at: now + 8 * Self.day + 3600_000_000_000, passed: 3600_000_000_000)
        == "47|0\n")
    // After a month without the agent what is kept is followed twice as fast as time passes.
    let later = now + 40 * Self.day
    #expect(try expire(store, at: later, passed: nil) == "23|0\n")
    #expect(try expire(store, at: later + Self.day, passed: Self.day / 2) == "0|0\n")
  }

  @Test("a clock that was too early for a while does not keep for ever what is kept by it")
  func earlyClock() throws {
    let store = try LedgerStore(in: folder.path)
    let rows = (0..<48).map {
      row("system", sequence: UInt64($0) + 1, hour: hour + 3600 * Int64($0))
    }
    let now = UInt64(hour) * 1_000_000_000 + 2 * Self.day
    try store.file(
      Filing(rows: rows, jobs: [job("a:1", start: UInt64(hour), end: UInt64(hour) + 60)]))
    #expect(try expire(store, at: 600_000_000_000, passed: nil) == "48|1\n")
    #expect(try expire(store, at: 1_200_000_000_000, passed: 600_000_000_000) == "48|1\n")
    // It is set, and what has passed counts as ever.
    #expect(try expire(store, at: now + 8 * Self.day, passed: 8 * Self.day) == "48|1\n")
    #expect(
      try expire(store, at: now + 8 * Self.day + 3600_000_000_000, passed: 3600_000_000_000)
        == "47|0\n")
  }

  @Test("what a machine has filed before its clock was ever set is no time to go on from")
  func unsetClock() throws {
    let store = try LedgerStore(in: folder.path)
    try store.file(Filing(rows: [row("system", sequence: 1, hour: 3600)]))
    #expect(try expire(store, at: 8_000_000_000_000, passed: nil) == "1|0\n")
    let now = UInt64(hour) * 1_000_000_000
    try store.file(Filing(rows: [row("system", sequence: 2, hour: hour - 20 * 86_400)]))
    try store.file(Filing(rows: [row("system", sequence: 3, hour: hour - 3600)]))
    #expect(try expire(store, at: now, passed: 600_000_000_000) == "1|0\n")
  }

  @Test(
    "what a program has filed that knew of no such clock bounds it, not what is filed by a wrong one"
  )
  func firstClock() throws {
    let now = UInt64(hour) * 1_000_000_000 + 3600_000_000_000
    do {
      let store = try LedgerStore(in: folder.path)
      try store.file(Filing(rows: [row("system", sequence: 1)]))
    }
    _ = try sqlite("DELETE FROM cursor")
    let store = try LedgerStore(in: folder.path)
    let century: UInt64 = 100 * 365 * Self.day
    try store.file(
      Filing(rows: [row("system", sequence: 2, hour: hour + Int64(century / 1_000_000_000))]))
    #expect(try expire(store, at: now + century + Self.day, passed: nil) == "2|0\n")
  }
}
