import Footprint
import LinuxFiles
import NodeModel
import TestSupport
import Testing

@testable import FleetKit

@Suite("What does not fit in memory")
struct OverflowTests {
  /// Of all lengths, some longer than what is read at once or kept in a block.
  private static func id(_ number: Int) -> String {
    let length = number % 1999 == 5 ? 300_000 : number % 97 == 3 ? 700 : number % 60
    return "slurm:a/" + String(repeating: "9", count: length) + "/\(number)"
  }

  @Test(
    "jobs are what their parts come to, in any order of these, wherever the bound of memory is",
    arguments: [0, 1 << 18, 3 << 18, 1 << 30])
  func jobs(bound: Int) throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    print("seed \(seed)")
    var random = SeededRandom(seed)
    let folder = try TemporaryDirectory()
    var table = JobTable(in: folder.path, bound: bound)
    var expected: [Int: (energy: Int128, nodes: Int, seconds: Double)] = [:]
    var met: [Int] = []
    for _ in 0..<12_000 {
      let number = Int(random.below(4000))
      // Widths of all kinds, so that some jobs need more room than before.
      let energy = random.next() >> (12 + random.below(50))
      let seconds = Double(random.below(1000)) / 8
      if expected[number] == nil { met.append(number) }
      let before = expected[number] ?? (0, 0, 0)
      expected[number] = (
        before.energy + Int128(energy), before.nodes + 1, before.seconds + seconds
      )
      table.count(Self.id(number), Tally.ofPackage(energy), [], seconds)
    }
    #expect(table.failure == nil && table.count == met.count, "seed \(seed)")
    #expect(table.energy == expected.values.reduce(0) { $0 + $1.energy }, "seed \(seed)")
    #expect(table.energies == met.map { expected[$0]?.energy ?? -1 }, "seed \(seed)")
    for (place, number) in met.enumerated() {
      let (found, job) = (table[place], try #require(expected[number]))
      #expect(found.id == Self.id(number) && table.id(place) == found.id, "seed \(seed)")
      #expect(found.tally.energy.full == job.energy && found.nodes == job.nodes, "seed \(seed)")
      #expect(found.processorSeconds == job.seconds, "seed \(seed)")
      #expect(table[found.id]?.tally.energy.full == job.energy, "seed \(seed)")
    }
  }

  @Test(
    "charges are what their nodes come to, wherever the bound of memory is",
    arguments: [0, 1 << 18, 1 << 30])
  func charges(bound: Int) throws {
    struct Key: Hashable {
      let site: String
      let owner: String
    }
    let seed = UInt64.random(in: 0...UInt64.max)
    print("seed \(seed)")
    var random = SeededRandom(seed)
    let folder = try TemporaryDirectory()
    var charges = FleetCharges(folder: folder.path, bound: bound)
    var expected: [Key: Int128] = [:]
    var users: [String: String] = [:]
    for number in UInt64(1)...1200 {
      let site = "s\(random.below(3))"
      let jobs = Set((0..<6).map { _ in Int(random.below(4000)) }).map { Self.shortID($0) }
      let energies = jobs.map { _ in 1 + random.next() >> (14 + random.below(40)) }
      let told = Int(random.below(6))
      charges.count(
        Make.node(number, site: site) { node in
          for (job, energy) in zip(jobs, energies) { node.add(.job(job), [energy]) }
          guard told < jobs.count else { return }
          node.addJob(jobs[told], user: "user of \(jobs[told])")
          users[jobs[told]] = "user of \(jobs[told])"
        })
      for (job, energy) in zip(jobs, energies) {
        expected[Key(site: site, owner: job), default: 0] += Int128(energy)
      }
    }
    #expect(charges.failure == nil)
    let lines = Array(charges.lines)
    let sorted = expected.sorted { left, right in
      if left.key.site != right.key.site { return left.key.site < right.key.site }
      if left.value != right.value { return left.value > right.value }
      return left.key.owner < right.key.owner
    }
    #expect(lines.map(\.key.owner) == sorted.map(\.key.owner), "seed \(seed)")
    #expect(lines.map(\.key.site) == sorted.map(\.key.site), "seed \(seed)")
    #expect(lines.map(\.tally.energy.full) == sorted.map(\.value), "seed \(seed)")
    #expect(lines.allSatisfy { $0.facts?.user == users[$0.key.owner] }, "seed \(seed)")
  }

  private static func shortID(_ number: Int) -> String {
    "slurm:a/" + String(repeating: "9", count: number % 97 == 3 ? 490 : number % 60) + "/\(number)"
  }

  @Test("a file that cannot be made is said with its folder, and nothing is read from it")
  func failing() throws {
    var table = JobTable(in: "/nonexistent/folder", bound: 0)
    table.count("first", Tally.ofPackage(1), [], nil)
    #expect(table.failure == nil && table["first"]?.nodes == 1)
    for number in 0..<9000 { table.count("slurm:a/\(number)", Tally.ofPackage(1), [], nil) }
    let failure = try #require(table.failure)
    #expect(failure.isAbsent && failure.description.contains("/nonexistent/folder"))
    #expect(table[0].id.isEmpty && table[0].tally.energy.full == 0)
  }

  @Test("the statistics and the check of a fleet tell of a file that cannot be made")
  func fleet() {
    var random = SeededRandom(5)
    var group = SyntheticGroup()
    group.count = 300
    var check = FleetCheck(results: ResultTable(in: "/nonexistent/folder", bound: 0))
    for node in group.nodes(&random) { check.add(node) }
    #expect(check.failure?.isAbsent == true)
    #expect(FleetCheck(folder: "/nonexistent/folder").failure == nil)
    #expect(FleetStatistics(folder: "/nonexistent/folder").failure == nil)
  }

  @Test("results are compared in the same way wherever they lie", arguments: [0, 1 << 15])
  func results(bound: Int) throws {
    let folder = try TemporaryDirectory()
    func check(_ bound: Int) -> FleetCheck {
      var random = SeededRandom(11)
      var group = SyntheticGroup()
      group.count = 900
      group.level = { $0 % 100 == 7 ? 0.9 : 1 }
      group.isStraggler = { $0 % 300 == 8 }
      var check = FleetCheck(results: ResultTable(in: folder.path, bound: bound))
      for node in group.nodes(&random) {
        var node = node
        var other = node.benchmarks[0]
        other.suite = "latency"
        other.unit = "seconds"
        other.disturbances = node.id.words.3 % 200 == 7 ? ["throttle"] : []
        node.benchmarks.append(other)
        check.add(node)
      }
      return check
    }
    let (spilled, whole) = (check(bound), check(1 << 30))
    let outcome = spilled.outcome()
    #expect(spilled.failure == nil && outcome.results == 1800)
    #expect(outcome.findings == whole.outcome().findings)
    // Those that were made slow, by 10 %.
    #expect(outcome.numbers("slow").isSuperset(of: (0..<9).map { $0 * 100 + 7 }))
    for number in [0, 7, 255, 256, 407, 899] {
      let name = "n\(number)"
      let lines = try spilled.explanation(of: name).lines
      #expect(try lines == whole.explanation(of: name).lines)
      #expect(lines.contains { $0.hasPrefix("gemm case") })
      #expect(lines.contains { $0.hasPrefix("latency case") })
    }
  }

  @Test("amounts of lines are rounded as they are where all of them are kept")
  func rounding() {
    let seed = UInt64.random(in: 0...UInt64.max)
    print("seed \(seed)")
    var random = SeededRandom(seed)
    let part = Amount<Money>.partsPerMillionth
    for _ in 0..<300 {
      // Few different remainders, so that many are equal.
      let kinds = 1 + random.below(5)
      let amounts = (0..<Int(random.below(40))).map { _ in
        Amount<Money>(
          parts: UInt128(random.below(4)) * part + UInt128(random.below(kinds)) * part / 5)
      }
      var rounding = LineRounding<Money>()
      for (line, amount) in amounts.enumerated() where amount > .zero {
        rounding.add(amount, of: line)
      }
      rounding.settle()
      let rounded = amounts.enumerated().map { rounding.millionths(of: $1, in: $0) }
      #expect(rounded == Apportionment.millionths(amounts).map { Int128($0) }, "seed \(seed)")
      let sum = amounts.reduce(.zero, +).millionths
      #expect(rounded.reduce(0, +) == Int128(sum), "seed \(seed)")
    }
  }
}
