import NodeModel
import Testing

@testable import FleetKit

@Suite("Jobs of a fleet and their owners")
struct JobOwnerTests {
  @Test("a job on several nodes is one, and so are its owners")
  func jobs() throws {
    let found = statistics([
      Make.node(1) {
        $0.add(.job("slurm:a/1"), [100])
        $0.addJob("slurm:a/1", team: "physics", user: "ada", end: $0.end)
      },
      Make.node(2) {
        $0.add(.job("slurm:a/1"), [30])
        $0.add(.job("other"), [7])
        $0.add(.bucket(.unallocated), [3])
        $0.addJob("slurm:a/1", team: "physics", user: "ada")
      },
    ])
    let job = try #require(found.jobs["slurm:a/1"])
    #expect(job.nodes == 2 && job.tally.energy.full == 130)
    // It goes on at the second node.
    #expect(job.end == nil && job.facts?.user == "ada")
    #expect(found.owner("team", "physics")?.tally.energy.full == 130)
    #expect(found.owner("team", nil)?.tally.energy.full == 7)
    #expect(found.owner("user", "ada")?.parts == 2)
    #expect(found.buckets[Int(Bucket.unallocated.rawValue)].energy.full == 3)
    #expect(Conservation(found, owners: found.owners()).holds)
  }

  @Test("what one node does not know of a job another one tells, whichever comes first")
  func tags() throws {
    let day: UInt64 = 86_400_000_000_000
    for knowing in UInt64(1)...3 {
      let found = statistics(
        (1...3).map { number in
          Make.node(number) {
            $0.add(.job("slurm:a/1"), [100])
            $0.add(.job("slurm:a/2"), [1])
            if number == knowing { $0.addJob("slurm:a/1", team: "physics", user: "ada") }
          }
        })
      #expect(found.owner("team", "physics")?.tally.energy.full == 300, "\(knowing)")
      #expect(found.owner("team", nil)?.tally.energy.full == 3)
      #expect(found.jobs["slurm:a/1"]?.facts?.user == "ada")
      #expect(found.jobs.unnamed == (1, 3))
    }
    // Who saw it last is believed, and what that one does not say the others do.
    let found = statistics([
      Make.node(1) {
        $0.add(.job("k8s:u"), [10])
        $0.addJob("k8s:u", team: "old", project: "p", end: $0.end)
      },
      Make.node(2) {
        $0.add(.job("k8s:u"), [20])
        $0.addJob("k8s:u", team: "new", end: $0.end + day)
      },
      Make.node(3) {
        $0.add(.job("k8s:u"), [30])
        $0.addJob("k8s:u", team: "older", account: "a", end: $0.end - 1)
      },
    ])
    #expect(found.owner("team", "new")?.tally.energy.full == 60)
    #expect(found.owner("project", "p")?.tally.energy.full == 60)
    #expect(found.owner("account", "a")?.tally.energy.full == 60)
    #expect(found.jobs.unnamed == (0, 0))
  }

  @Test("charges of a job have its tags, whichever of its nodes and sites tells them")
  func chargedTags() {
    var charges = FleetCharges()
    for number in UInt64(1)...3 {
      charges.count(
        Make.node(number, site: "s\(number)") {
          $0.add(.job("slurm:a/1"), [100])
          if number == 2 { $0.addJob("slurm:a/1", team: "physics", project: "p", user: "ada") }
        })
    }
    #expect(charges.lines.map(\.key.site) == ["s1", "s2", "s3"])
    #expect(
      charges.lines.allSatisfy { $0.facts?.user == "ada" && $0.facts?.tag("team") == "physics" })
  }

  @Test("jobs that are known by their energy only are told, in every format")
  func unnamed() {
    let report = report([
      Make.node(1) {
        $0.add(.job("slurm:a/1"), [75])
        $0.addJob("slurm:a/1", team: "physics")
        $0.add(.job("slurm:a/2"), [20])
        $0.add(.job("other"), [5])
      }
    ])
    let words = "1 job is known by energy only, with 20.0\u{202F}% of what jobs used"
    for bytes in [HTMLReport.bytes(report), MarkdownReport.bytes(report)] {
      #expect(String(decoding: bytes, as: UTF8.self).contains(words))
    }
    let document = String(decoding: JSONReport.bytes(report), as: UTF8.self)
    #expect(document.contains("\"unnamed_jobs\":1,\"unnamed_jobs_uj\":\"20\""))
  }
}

@Suite("Jobs whose ids look alike")
struct AlikeJobTests {
  /// One é of one character, and one of two: the same to Swift's `==`, and other bytes.
  private static let ids = ["slurm:\u{E9}", "slurm:e\u{301}"]

  private static let node = Make.node(1) {
    $0.facts.threads = 8
    for (id, amount) in zip(["a", "b"], [100, 30] as [UInt64]) {
      $0.add(.job(id), Array(repeating: amount, count: 12))
    }
    $0.owners = ids.map { .job($0) }
    $0.addJob(ids[0], team: "A", user: "ada", end: $0.end, cores: 3_600_000)
    $0.addJob(ids[1], team: "B", user: "bob", end: $0.end, cores: 7_200_000)
  }

  @Test("each has its own owner, energy and cores")
  func statistics() throws {
    let found = FleetKitTests.statistics([Self.node])
    #expect(found.owner("team", "A")?.tally.energy.full == 1200)
    #expect(found.owner("team", "B")?.tally.energy.full == 360)
    let jobs = try Self.ids.map { try #require(found.jobs[$0]) }
    #expect(jobs.map(\.facts?.user) == ["ada", "bob"])
    #expect(jobs.map(\.tally.reservations.coreMilliseconds) == [3_600_000, 7_200_000])
  }

  @Test("each is charged for its own")
  func charges() {
    var charges = FleetCharges()
    charges.count(Self.node)
    let lines = charges.lines.filter { $0.key.bucket == nil }
    #expect(lines.map(\.tally.energy.full) == [1200, 360])
    #expect(lines.map(\.facts?.user) == ["ada", "bob"])
    #expect(lines.map { Array($0.key.owner.utf8) } == Self.ids.map { Array($0.utf8) })
  }
}

extension FleetStatistics {
  /// What jobs with a value of a property used; nil where there are none.
  func owner(_ property: String, _ value: String?) -> OwnerTable.Line? {
    owners().first { $0.property == property }?.lines[value]
  }
}
