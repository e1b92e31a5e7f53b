import EnergyLedger
import Foundation
import NodeModel
import TestSupport
import Testing

@testable import Agent

/// Stores of earlier forms.
extension LedgerStoreTests {
  @Test("a store of the first form is brought to today's, with all that is in it")
  func firstForm() throws {
    let first = folder.path + "/first.sql"
    // As the first form's tables were written, with a row and a job of then.
    try folder.write(
      """
      PRAGMA application_id = 1886544492; PRAGMA journal_mode = WAL; \(LedgerSchema.steps[0])
      PRAGMA user_version = 1;
      INSERT INTO epoch VALUES (1, '00000000-0000-0001-0000-000000000002');
      INSERT INTO row VALUES (7, 1, 'system', 'dram', \(hour), 1, 3600, 'B----------D',
        '[5,null,null,null,null,null,null,null,null,null,null,7]',
        '[0,null,null,null,null,null,null,null,null,null,null,2]', 10, 14);
      INSERT INTO job VALUES (1, 'slurm:x/1', 'train[1]', 'slurm', 'ann', 'physics',
        '{"project":"ü","team":"a\\"b"}', 50000000000, 60000000000, 'ended', 'D',
        '{"package":40,"dram":2}', '{"package":30}', 42, 30, 41, 44);
      INSERT INTO cursor VALUES ('push', 7);
      """, to: "first.sql")
    _ = try sqlite(".read " + first)
    // Who only reads does not change it, and says what is to be done.
    #expect(throws: StateFailure.older(1)) { try LedgerArchive(in: folder.path) }
    let store = try LedgerStore(in: folder.path)
    var old = job("slurm:x/1", start: 50, end: 60)
    (old.footprint, old.partition, old.traffic, old.processorTime) = (nil, nil, nil, nil)
    let archive = try LedgerArchive(in: folder.path)
    #expect(try archive.jobs() == [old])
    #expect(try archive.rows(limit: 9) == [StoredRow(position: 7, row: row("system", sequence: 1))])
    #expect(try archive.cursor("push") == 7)
    #expect(try archive.factors().isEmpty)
    let new = job("slurm:x/1", start: 50, end: 60)
    try store.file(Filing(rows: [row("gap", sequence: 2)], jobs: [new]))
    #expect(try archive.jobs() == [new])
    #expect(try archive.rows(limit: 9).map(\.position) == [7, 8])
    #expect(try sqlite("PRAGMA user_version; PRAGMA integrity_check") == "7\nok\n")
  }

  @Test(
    "a store that has 0 for what nobody knew a job had reserved says since its third form that nobody knows"
  )
  func secondForm() throws {
    try folder.write(
      """
      PRAGMA application_id = 1886544492; PRAGMA journal_mode = WAL;
      \(LedgerSchema.steps[0]) \(LedgerSchema.steps[1])
      PRAGMA user_version = 2;
      INSERT INTO epoch VALUES (1, '00000000-0000-0001-0000-000000000002');
      INSERT INTO job VALUES (1, 'a:1', 'bare', 'slurm', NULL, NULL, '{}', 50, 60, 'ended', 'D',
        '{}', '{}', 0, 0, 0, 0, 7, 8, 9, NULL, NULL, 0, 0);
      INSERT INTO job VALUES (1, 'a:2', 'cores', 'slurm', NULL, NULL, '{}', 51, 60, 'ended', 'D',
        '{}', '{}', 0, 0, 0, 0, 7, 8, 9, 5, 'EUR', 36000000, 0);
      INSERT INTO job VALUES (1, 'a:3', 'no footprint', 'slurm', NULL, NULL, '{}', 52, 60, 'ended',
        'D', '{}', '{}', 0, 0, 0, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
      """, to: "second.sql")
    _ = try sqlite(".read " + folder.path + "/second.sql")
    #expect(throws: StateFailure.older(2)) { try LedgerArchive(in: folder.path) }
    _ = try LedgerStore(in: folder.path)
    let jobs = try LedgerArchive(in: folder.path).jobs()
    #expect(
      jobs.map(\.footprint) == [
        JobFootprint(location: 7, market: 8, embodied: 9),
        JobFootprint(
          location: 7, market: 8, embodied: 9, cost: 5, currency: "EUR",
          coreMilliseconds: 36_000_000),
        nil,
      ])
    #expect(
      try sqlite(
        "SELECT count(*) FROM job WHERE reserved_core_ms = 0 OR reserved_mebibyte_ms = 0") == "0\n")
  }

  @Test("a partition that stood among the tags until the third form is known by itself")
  func thirdForm() throws {
    try folder.write(
      """
      PRAGMA application_id = 1886544492; PRAGMA journal_mode = WAL;
      \(LedgerSchema.steps[0]) \(LedgerSchema.steps[1]) \(LedgerSchema.steps[2])
      PRAGMA user_version = 3;
      INSERT INTO epoch VALUES (1, '00000000-0000-0001-0000-000000000002');
      INSERT INTO job VALUES (1, 'slurm:x/1', 'a', 'slurm', NULL, NULL,
        '{"partition":"gpu-a100","project":"ü"}', 50, 60, 'ended', 'D', '{}', '{}', 0, 0, 0, 0,
        7, 8, 9, NULL, NULL, 0, 0);
      INSERT INTO job VALUES (1, 'slurm:x/2', 'b', 'slurm', NULL, NULL, '{"team":"t"}', 51, 60, 'ended',
        'D', '{}', '{}', 0, 0, 0, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
      """, to: "third.sql")
    _ = try sqlite(".read " + folder.path + "/third.sql")
    _ = try LedgerStore(in: folder.path)
    let archive = try LedgerArchive(in: folder.path)
    let jobs = try archive.jobs()
    #expect(jobs.map(\.partition) == ["gpu-a100", nil])
    #expect(jobs.map(\.tags) == [["project": "ü"], ["team": "t"]])
    #expect(jobs.map(\.traffic) == [nil, nil])
    var filter = JobFilter()
    filter.partition = "gpu-a100"
    #expect(try archive.jobs(filter).map(\.id) == ["slurm:x/1"])
  }

  @Test("what ran without energy until the fourth form is not known to have had none")
  func fourthForm() throws {
    try folder.write(
      """
      PRAGMA application_id = 1886544492; PRAGMA journal_mode = WAL;
      \(LedgerSchema.steps[0]) \(LedgerSchema.steps[1]) \(LedgerSchema.steps[2])
      \(LedgerSchema.steps[3])
      PRAGMA user_version = 4;
      INSERT INTO epoch(number, epoch) VALUES (1, '00000000-0000-0001-0000-000000000002');
      INSERT INTO job VALUES (1, 'slurm:x/1', 'a', 'slurm', NULL, NULL, '{}', 50, NULL, 'running',
        'A', '{}', '{}', 0, 0, 0, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
      INSERT INTO job VALUES (1, 'slurm:x/2', 'b', 'slurm', NULL, NULL, '{}', 51, NULL, 'running',
        'B', '{"package":7}', '{}', 7, 0, 6, 8, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
        NULL);
      INSERT INTO job VALUES (1, 'slurm:x/3', 'c', 'slurm', NULL, NULL, '{}', 52, 60, 'ended', 'A',
        '{}', '{}', 0, 0, 0, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
      """, to: "fourth.sql")
    _ = try sqlite(".read " + folder.path + "/fourth.sql")
    #expect(throws: StateFailure.older(4)) { try LedgerArchive(in: folder.path) }
    _ = try LedgerStore(in: folder.path)
    let archive = try LedgerArchive(in: folder.path)
    #expect(try archive.jobs().map(\.isCounted) == [false, true, true])
    #expect(try archive.divisions().isEmpty)
  }

  @Test("of what ran until the sixth form nobody knows the CPU time, nor what nobody had reserved")
  func sixthForm() throws {
    try folder.write(
      """
      PRAGMA application_id = 1886544492; PRAGMA journal_mode = WAL;
      \(LedgerSchema.steps[..<6].joined(separator: "\n"))
      PRAGMA user_version = 6;
      INSERT INTO epoch(number, epoch) VALUES (1, '00000000-0000-0001-0000-000000000002');
      INSERT INTO job VALUES (1, 'a:1', 'free', 'slurm', NULL, NULL, '{}', 50, 60, 'ended', 'D',
        '{}', '{}', 0, 0, 0, 0, 7, 8, 0, 0, 'EUR', NULL, NULL, NULL, NULL, NULL, 0, NULL);
      INSERT INTO job VALUES (1, 'a:2', 'by energy', 'slurm', NULL, NULL, '{}', 51, 60, 'ended', 'D',
        '{}', '{}', 0, 0, 0, 0, 7, 8, 0, 5, 'EUR', NULL, NULL, NULL, NULL, NULL, 0, NULL);
      INSERT INTO job VALUES (1, 'a:3', 'memory', 'slurm', NULL, NULL, '{}', 52, 60, 'ended', 'D',
        '{}', '{}', 0, 0, 0, 0, 7, 8, 0, 0, 'EUR', NULL, 9, NULL, NULL, NULL, 0, NULL);
      INSERT INTO job VALUES (1, 'a:4', 'cores', 'slurm', NULL, NULL, '{}', 53, 60, 'ended', 'D',
        '{}', '{}', 0, 0, 0, 0, 7, 8, 0, 0, 'EUR', 1, NULL, NULL, NULL, NULL, 0, NULL);
      """, to: "sixth.sql")
    _ = try sqlite(".read " + folder.path + "/sixth.sql")
    #expect(throws: StateFailure.older(6)) { try LedgerArchive(in: folder.path) }
    _ = try LedgerStore(in: folder.path)
    let jobs = try LedgerArchive(in: folder.path).jobs()
    #expect(jobs.map(\.processorTime) == [nil, nil, nil, nil])
    #expect(jobs.map(\.footprint?.embodied) == [nil, nil, 0, 0])
    #expect(jobs.map(\.footprint?.cost) == [nil, 5, nil, 0])
    #expect(try sqlite("PRAGMA user_version; PRAGMA integrity_check") == "7\nok\n")
  }
}
