import EnergyLedger
import Foundation
import NodeModel
import TestSupport
import Testing

@testable import Agent

/// What is kept of the weights that divided energy.
extension LedgerStoreTests {
  @Test("by what energy was divided stands with its time, once for as long as it is the same")
  func divisions() throws {
    let store = try LedgerStore(in: folder.path)
    func division(_ start: Int64, _ weight: String, _ reason: String?, _ epoch: Epoch? = nil)
      -> StoredDivision
    {
      StoredDivision(
        epoch: epoch ?? self.epoch, start: start, weight: weight, reason: reason)
    }
    let other = Epoch(high: 3, low: 4)
    let all = [
      division(100, "counters", nil), division(200, "cpu_time", "limit"),
      division(300, "cpu_time", "eacces"), division(350, "counters", nil, other),
    ]
    for one in all {
      var filing = Filing()
      var again = one
      again.start += 20
      filing.divisions = [one, again]
      try store.file(filing)
    }
    let archive = try LedgerArchive(in: folder.path)
    #expect(try archive.divisions() == all)
    // What was in force at the time that is kept from on stays.
    try store.expire(before: 250_000_000_000)
    #expect(try archive.divisions() == Array(all.dropFirst()))
    // Of an epoch of which nothing is left nobody asks, but of the one that goes on, whose clock may have been wrong.
    try store.file(Filing(jobs: [job("a:1", start: 50, end: nil)]))
    try store.expire(before: 360_000_000_000)
    #expect(try archive.divisions() == Array(all[2...]))
    let next = division(400, "counters", nil, Epoch(high: 5, low: 6))
    var filing = Filing()
    filing.divisions = [next]
    try store.file(filing)
    try store.expire(before: 360_000_000_000)
    #expect(try archive.divisions() == [all[2], next])
  }

  @Test(
    "what a clock that was ahead has noted of divisions is noted once, and not for a time to come")
  func divisionsAhead() throws {
    let store = try LedgerStore(in: folder.path)
    func note(_ start: Int64, _ weight: String) throws {
      var filing = Filing()
      filing.divisions = [
        StoredDivision(epoch: epoch, start: start, weight: weight, reason: nil)
      ]
      try store.file(filing)
    }
    try note(9000, "counters")
    for start in [100, 120, 140] as [Int64] { try note(start, "cpu_time") }
    #expect(
      try LedgerArchive(in: folder.path).divisions() == [
        StoredDivision(epoch: epoch, start: 100, weight: "cpu_time", reason: nil)
      ])
  }
}
