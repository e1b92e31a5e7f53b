import Foundation
import TestSupport
import Testing

@testable import Agent
@testable import Probes

/// Searches for what people know jobs by, some of which take longer than anybody waits.
@Suite("Searches for facts")
struct FactQueueTests {
  private let tree: TemporaryDirectory
  private static let second: UInt64 = 1_000_000_000

  init() throws {
    tree = try TemporaryDirectory()
    for folder in ["proc", "groups"] { try tree.folder(folder) }
  }

  /// A squeue that answers nothing as long as there is a file `wait`.
  private func squeue() throws -> String {
    let path = tree.path + "/squeue"
    try tree.write(
      "#!/bin/sh\nwhile [ -e \(tree.path)/wait ]; do sleep 0.05; done\n"
        + "printf '%-20s%-64s%-64s%-64s%-128s%-512s\\n' 7 ann physics short a b\n", to: "squeue")
    #expect(try Program.run("/bin/chmod", "755", path).status == 0)
    return path
  }

  @Test("that hang cost the facts of their jobs, and no longer than they hang")
  func hanging() throws {
    let (root, program) = (tree.path, try squeue())
    try tree.write("", to: "wait")
    var queue = FactQueue {
      FactSearch(proc: root + "/proc", groups: root + "/groups", files: nil, squeue: program)
    }
    let owner = try #require(CgroupOwner(path: "slurm/uid_1000/job_7"))
    let group = JobGroups.Group(owner: owner, path: "slurm/uid_1000/job_7")
    var now = Self.second
    /// Waits for what is said of a job, as `turn` tells time or as it passes.
    func answer(to id: String, stepping step: UInt64) throws -> FactQueue.Answer? {
      queue.add(id, group, at: now)
      for _ in 0..<2000 {
        if let answer = queue.turn(at: now).first(where: { $0.id == id && $0.isLast }) {
          return answer
        }
        now += step
        usleep(step == 0 ? 5_000 : 0)
      }
      return nil
    }
    for number in 0..<4 {
      let given = try #require(try answer(to: "hung/\(number)", stepping: 11 * Self.second))
      #expect(given.facts == JobFacts())
    }
    // While they hang nobody is asked.
    let refused = try #require(try answer(to: "refused", stepping: 0))
    #expect(refused.facts == JobFacts())
    try FileManager.default.removeItem(atPath: root + "/wait")
    // Their threads are done in a moment, and then others are.
    var told: FactQueue.Answer?
    for turn in 0..<200 where told?.facts.account == nil {
      usleep(20_000)
      told = try answer(to: "later/\(turn)", stepping: 0)
    }
    #expect(told?.facts.account == "physics")
  }
}
