import EnergyLedger
import Exporters
import NodeModel
import Probes
import TestSupport
import Testing

@testable import Agent

@Suite("What parts of a job have of its energy")
struct PartAccountTests {
  private static let second: UInt64 = 1_000_000_000
  private static let time = 10 * second

  private static func account(_ filed: JobParts? = nil, dynamic: UInt64 = 0) -> PartAccount {
    PartAccount(keeping: filed, dynamic: dynamic)
  }

  /// Seconds of each part, those that have ended with a cross behind their names.
  private static func take(
    _ parts: KeyValuePairs<String, Double>, rest: Double = 0, untold: Int = 0,
    into account: inout PartAccount, at now: UInt64 = time
  ) {
    let uses = parts.map { name, seconds in
      PartUse(
        id: name.hasSuffix("†") ? String(name.dropLast()) : name, beginning: now,
        end: name.hasSuffix("†") ? now : nil,
        processorTime: UInt64((seconds * 1e9).rounded()))
    }
    // The machine started at 1,000 s.
    account.take(
      PartUses(parts: uses, rest: UInt64(rest * 1e9), untold: untold), at: now
    ) { $0 + 1000 * second }
  }

  private static func settle(_ account: inout PartAccount, _ dynamic: UInt64, isOver: Bool = false)
  {
    var division = LargestRemainder()
    _ = account.settle(dynamic, isOver: isOver, with: &division)
  }

  @Test("is by CPU time, whole microjoules to the largest remainders, and all of it with the rest")
  func shares() {
    var account = Self.account(dynamic: 1000)
    Self.take(["step_0": 1, "step_1": 1, "step_2": 1], into: &account)
    Self.settle(&account, 1010)
    #expect(account.parts.named.map(\.energy) == [4, 3, 3])
    // 100 µJ for 1 s, 2 s, no time and a second of nobody's.
    Self.take(["step_0": 1, "step_1": 2, "step_2": 0], rest: 1, into: &account)
    Self.settle(&account, 1110)
    #expect(account.parts.named.map(\.energy) == [29, 53, 3])
    #expect(account.parts.divided(of: 110).rest == 25)
    #expect(account.parts.named.map(\.processorTime) == [2, 3, 1].map { $0 * Self.second })
    #expect(account.parts.restTime == Self.second)
    #expect(account.parts.named.map(\.start) == Array(repeating: 1010 * Self.second, count: 3))
  }

  @Test("waits with the time until there is some, and what comes later is for all that was done")
  func waiting() {
    var account = Self.account()
    Self.take(["step_0": 1, "step_1": 3], into: &account)
    Self.settle(&account, 0)
    Self.take(["step_0": 1, "step_1†": 0], into: &account)
    Self.settle(&account, 500)
    #expect(account.parts.named.map(\.energy) == [200, 300])
    account.end(at: 1011 * Self.second)
    #expect(account.parts.named.map(\.end) == [1011 * Self.second, 1010 * Self.second])
    Self.settle(&account, 500, isOver: true)
    Self.settle(&account, 600, isOver: true)
    #expect(account.parts.named.map(\.energy) == [240, 360])
  }

  @Test(
    "of a thousand steps the largest that have ended stand by themselves, and all that are there")
  func bounds() {
    var account = Self.account()
    Self.take(["step_batch": 0.001], into: &account)
    for step in 0..<1000 {
      // 7 and 1000 have no divisor in common: each length once.
      Self.take(["step_\(step)†": Double(1 + step * 7 % 1000)], into: &account)
      Self.settle(&account, UInt64(step + 1) * 1_000_000)
    }
    let parts = account.parts
    #expect(parts.named.count == 32)
    #expect(parts.named.first?.id == "step_batch")
    let longest = parts.named.dropFirst().map { $0.processorTime / Self.second }
    #expect(longest.sorted() == Array(970...1000))
    #expect(parts.others.count == 969)
    // 1 + 2 + … + 969.
    #expect(parts.others.processorTime == 469_965 * Self.second)
    #expect(parts.named.reduce(parts.others.energy) { $0 + $1.energy } == 1_000_000_000)
    let small = parts.folded(to: 8)
    #expect(small.named.count == 8 && small.others.count == 993)
    #expect(small.named.contains { $0.id == "step_batch" })
    #expect(small.processorTime == parts.processorTime)
    #expect(small.divided(of: 1_000_000_000).rest == parts.divided(of: 1_000_000_000).rest)
  }

  @Test("of those that are counted with others what they do later is as well")
  func folded() {
    var account = Self.account()
    let live = (0..<40).map { ("step_\($0)", Double($0 + 1)) }
    for (name, seconds) in live { Self.take([name: seconds], into: &account) }
    Self.settle(&account, 820)
    // The eight with the least when there were too many.
    #expect(account.parts.named.map(\.id) == (8..<40).map { "step_\($0)" })
    #expect(account.parts.others.count == 8)
    #expect(account.parts.others.energy == 36)
    Self.take(["step_0": 5, "step_39": 5], untold: 3, into: &account)
    Self.settle(&account, 830)
    #expect(account.parts.others.count == 11)
    #expect(account.parts.others.processorTime == 41 * Self.second)
    #expect(account.parts.others.energy == 41)
    #expect(account.parts.named.last?.energy == 45)
    // Another one of that name is another one, once the first has ended.
    Self.take(["step_0†": 0], into: &account)
    Self.take(["step_0": 50], into: &account)
    #expect(account.parts.named.last?.id == "step_0")
  }

  @Test("counts each part once, through restarts and beyond those that are followed")
  func countedOnce() throws {
    var account = Self.account()
    let ids = (0..<40).map { "step_\($0)" }
    func take(untold: Int = 0, also others: [PartUse] = []) {
      let uses = ids.map { PartUse(id: $0, beginning: Self.time, processorTime: Self.second) }
      account.take(PartUses(parts: uses + others, untold: untold), at: Self.time) { $0 }
      let dynamic = account.parts.processorTime
      Self.settle(&account, dynamic)
    }
    func restart() throws {
      let dynamic = account.parts.processorTime
      account = Self.account(try Self.filed(account.parts, dynamic), dynamic: dynamic)
    }
    take()
    for _ in 0..<3 {
      try restart()
      take()
      #expect(account.parts.named.count == 32)
      #expect(account.parts.others.count == 8 && account.parts.others.running == 8)
    }
    // Four times a second each.
    #expect(account.parts.others.processorTime == 32 * Self.second)
    // There is no room for three, who are there still after a restart; then there is for one.
    take(untold: 3)
    try restart()
    take(untold: 3)
    #expect(account.parts.others.count == 11 && account.parts.others.running == 11)
    take(also: [PartUse(id: "step_40", beginning: Self.time, wasUntold: true)])
    #expect(account.parts.others.count == 11)
    // One that has come while no agent ran is one more.
    try restart()
    take(also: [
      PartUse(id: "step_40", beginning: Self.time), PartUse(id: "step_41", beginning: Self.time),
      PartUse(id: "step_42", beginning: Self.time), PartUse(id: "step_43", beginning: Self.time),
    ])
    #expect(account.parts.named.count == 32 && account.parts.others.count == 12)
    account.end(at: 2 * Self.time)
    #expect(account.parts.others.running == 0)
  }

  @Test("goes on after a restart: who is there goes on, who is not has ended meanwhile")
  func restart() {
    var account = Self.account()
    Self.take(["step_0": 1, "step_1": 1, "step_2†": 2], into: &account)
    Self.settle(&account, 400)
    var again = Self.account(account.parts, dynamic: 450)
    Self.take(["step_1": 1, "step_3": 1], into: &again, at: 20 * Self.second)
    Self.settle(&again, 550)
    #expect(again.parts.named.map(\.id) == ["step_0", "step_1", "step_2", "step_3"])
    #expect(
      again.parts.named.map(\.end)
        == [1020 * Self.second, nil, 1010 * Self.second, nil])
    #expect(again.parts.named.map(\.start).map { $0 / Self.second } == [1010, 1010, 1010, 1020])
    #expect(again.parts.named.map(\.energy) == [100, 150, 200, 50])
    // What came while nobody looked is nobody's.
    #expect(again.parts.divided(of: 550).rest == 50)
  }

  @Test("is filed at most every five minutes, and not where nothing was done")
  func filing() {
    var account = Self.account()
    Self.take(["step_0": 0], into: &account)
    var isDue = [account.isDueForFiling(at: 1000 * Self.second)]
    Self.take(["step_0": 1], into: &account)
    for seconds in [299, 300, 900] as [UInt64] {
      isDue.append(account.isDueForFiling(at: Self.time + seconds * Self.second))
    }
    #expect(isDue == [false, false, true, false])
  }

  @Test("names of containers are taken as they are found, and looked for while one has none")
  func names() {
    var account = Self.account()
    Self.take(["0123456789ab": 1, "ba9876543210": 1], into: &account)
    let realtime = 1011 * Self.second
    #expect(account.lacksNames(at: realtime, within: 60 * Self.second))
    account.name(["0123456789ab": "web", "other": "db"])
    #expect(account.parts.named.map(\.name) == ["web", nil])
    #expect(account.lacksNames(at: realtime, within: 60 * Self.second))
    // The sandbox has none.
    #expect(!account.lacksNames(at: realtime + 60 * Self.second, within: 60 * Self.second))
  }

  @Test(
    "with others and the rest it is all dynamic energy, whatever comes, goes, restarts or is lost")
  func property() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    print("seed \(seed)")
    var random = SeededRandom(seed)
    for _ in 0..<500 {
      var account = Self.account()
      var dynamic: UInt64 = 0
      var now = Self.time
      var live: [String] = []
      var next = 0
      var processorTime: UInt64 = 0
      for _ in 0..<60 {
        now += Self.second
        for _ in 0..<random.below(6) {
          live.append("step_\(next)")
          next += 1
        }
        let uses = live.map { id in
          PartUse(
            id: id, beginning: now, end: random.once(in: 3) ? now : nil,
            processorTime: random.once(in: 4) ? 0 : random.next() >> (24 + random.below(40)))
        }
        live = uses.filter { $0.end == nil }.map(\.id)
        let told = PartUses(
          parts: uses, rest: random.once(in: 3) ? random.next() >> 30 : 0,
          untold: random.once(in: 20) ? 2 : 0)
        processorTime += uses.reduce(told.rest) { $0 + $1.processorTime }
        account.take(told, at: now) { $0 }
        if !random.once(in: 4) { dynamic += random.next() >> (20 + random.below(44)) }
        Self.settle(&account, dynamic)
        try Self.expectWhole(account.parts, dynamic)
        #expect(account.parts.processorTime == processorTime)
        if random.once(in: 12) {
          // As it is filed, and with what was booked since, or with what a power loss has left of it.
          let filed = try Self.filed(account.parts, dynamic)
          #expect(filed == account.parts)
          try Self.expectWhole(filed, dynamic / (1 + random.below(3)))
          dynamic += random.below(1_000_000)
          account = Self.account(filed, dynamic: dynamic)
          try Self.expectWhole(account.parts, dynamic)
        }
      }
    }
  }

  private static func expectWhole(_ parts: JobParts, _ dynamic: UInt64) throws {
    let (divided, rest) = parts.divided(of: dynamic)
    let sum = divided.named.reduce(divided.others.energy + rest) { $0 + $1.energy }
    try #require(sum == dynamic)
    #expect(divided.named.count <= 32)
  }

  /// As it comes back from where it was written.
  private static func filed(_ parts: JobParts, _ dynamic: UInt64) throws -> JobParts {
    var writer = JSONWriter()
    writer.parts(parts, of: dynamic)
    var reader = try JSONReader(writer.text.bytes)
    return try JobParts(reading: &reader)
  }
}
