import EnergyLedger
import Footprint
import Foundation
import NodeModel
import TestSupport
import Testing

@testable import Agent

@Suite("Grams and money of a node with a history")
struct FootprintHistoryTests {
  private static let second: UInt64 = 1_000_000_000
  private static let kinds = [
    "carbon_grams", "market_carbon_grams", "embodied_carbon_grams", "cost",
  ]

  /// A site with everything that is counted, some of it by chance.
  private static func settings(_ random: inout SeededRandom) -> Configuration {
    var settings = Configuration()
    settings.site.zone = ["SE-SE3", "DE", "PL"][Int(random.next() % 3)]
    settings.site.pue = Configuration.PUE(value: 1 + Double(random.next() % 1000) / 1000)
    settings.site.contracts = [
      Configuration.Contract(
        share: Double(random.next() % 100) / 100, intensity: Double(random.next() % 700),
        source: "wind")
    ]
    settings.cost.currency = "EUR"
    settings.cost.perKilowattHour = Double(random.next() % 500) / 1000
    settings.cost.perCoreHour = Double(random.next() % 100) / 1000
    settings.jobs.limit = 3
    settings.jobs.keepMinutes = 0
    settings.jobs.keepScrapes = 2
    return settings
  }

  /// What was counted until a round, to the part, as the agent kept it; and what jobs had that have left the page.
  private struct Kept {
    private(set) var gone = FootprintSums()
    /// What all jobs beyond the limit have together.
    private(set) var other = FootprintSums()
    private var jobs: [String: FootprintSums] = [:]

    /// Takes up a round; whether jobs and buckets are the node.
    mutating func isBalanced(after node: StagedNode) throws -> Bool {
      let checkpoint = try #require(LedgerArchive.checkpoint(in: node.tree.path + "/state"))
      let now = try #require(KeptWords(checkpoint.annex).footprints)
      for (name, sums) in jobs where now.jobs[name] == nil { gone = gone + sums }
      jobs = now.jobs.mapValues(\.sums)
      other = now.other.counted.sums
      var handed = jobs.values.reduce(gone + other, +)
      var under = FootprintSums()
      for bucket in Bucket.allCases {
        let sums = now.buckets[Int(bucket.rawValue)]
        if bucket == .residualUnder { under = sums } else { handed = handed + sums }
      }
      return handed == now.node + under
    }
  }

  /// Of each kind the lines of the page are rounded by half a millionth at most, and so is the node's own.
  private func expectLines(_ page: [String: UInt64], beside kept: Kept, _ seed: String) {
    // Those beyond the limit have a line as long as one of them is there.
    let isFolding = page.keys.contains { $0.contains("{job_id=other") }
    let gone = isFolding ? kept.gone : kept.gone + kept.other
    let left = [
      gone.location.millionths, gone.market.millionths, gone.embodied.millionths,
      gone.cost.millionths,
    ].map { UInt64($0) }
    for (kind, left) in zip(Self.kinds, left) {
      let node = page.sum("nodeprobe_node_\(kind)_total")
      let jobs = page.filter { $0.key.hasPrefix("nodeprobe_job_\(kind)_total{") }
      let buckets = page.filter { $0.key.hasPrefix("nodeprobe_bucket_\(kind)_total{") }
      let lines = jobs.count + buckets.count + 2
      let sum = jobs.values.reduce(left, +) + buckets.values.reduce(0, +)
      #expect(2 * max(sum, node) - 2 * min(sum, node) <= lines, "\(seed): \(kind) \(sum) \(node)")
    }
  }

  @Test("balances to the part of a gram and of a coin, whatever jobs, agents, hours and factors do")
  func histories() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    print("seed \(seed)")
    var random = SeededRandom(seed)
    for history in 0..<6 {
      var settings = Self.settings(&random)
      let node = try StagedNode(range: 1 << 40, settings)
      var kept = Kept()
      var jobs: [Int: UInt64] = [:]
      var next = 1
      for step in 0..<80 {
        let word = "seed \(seed), history \(history), step \(step)"
        switch random.next() % 16 {
        case 0, 1, 2:
          jobs[next] = 0
          try node.set(job: next, microseconds: 0)
          if random.next() % 3 > 0 {
            try node.reserve(job: next, thousandths: Int(random.next() % 3000))
          }
          if random.next() % 2 == 0 {
            try node.reserve(job: next, mebibytes: random.next() % 5000)
          }
          next += 1
        case 3, 4:
          if let job = jobs.keys.sorted().first {
            try node.end(job: job)
            jobs[job] = nil
          }
        case 5: try node.killAndRestart(settings)
        case 6: try node.stopAndRestart(settings)
        case 7:
          settings = Self.settings(&random)
          node.reload(settings)
        case 8:
          settings = Self.settings(&random)
          try node.killAndRestart(settings)
        default: break
        }
        if random.next() % 4 == 0 { node.sampler.lookForJobs() }
        for job in jobs.keys.sorted() {
          jobs[job, default: 0] += random.next() % 900_000
          try node.set(job: job, microseconds: jobs[job, default: 0])
        }
        // Slots are of five minutes; more than that in a round is nobody's.
        let passed = [1, 1, 7, 61, 200, 290, 400, 3700][Int(random.next() % 8)] * Self.second
        try node.pass(
          passed, microjoules: random.next() % 300_000_000, busy: random.next() % 100)
        if random.next() % 8 == 0 { try node.setReadable(false) }
        let page = try node.round()
        if page["nodeprobe_node_carbon_grams_total"] != nil {
          #expect(page["nodeprobe_node_embodied_carbon_grams_total"] != nil, "\(word)")
        }
        #expect(try kept.isBalanced(after: node), "\(word)")
        expectLines(page, beside: kept, word)
      }
    }
  }
}
