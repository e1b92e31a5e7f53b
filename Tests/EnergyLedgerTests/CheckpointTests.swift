import NodeModel
import Testing

@testable import EnergyLedger
import TestSupport

@Suite("Checkpoints")
struct CheckpointTests {
  private static func stage() -> LedgerStage {
    var stage = LedgerStage(
      [.rapl()],
      places: [PlaceTraits(.package, device: "0", capacity: 8000, idlePrior: 40_000_000)])
    let place = stage.place(.package)
    stage.round([0])
    let a = stage.ledger.begin(job: "slurm:x/1")
    for _ in 0..<5 {
      stage.round([100]) { $0.record(a, at: place, weight: 1, reserved: 8000) }
    }
    return stage
  }

  private static func words(_ stage: borrowing LedgerStage, isCleanStop: Bool = false) -> [UInt64] {
    var words: [UInt64] = []
    stage.ledger.encode(into: &words, isCleanStop: isCleanStop)
    return words
  }

  @Test("after a restart in the same boot what flowed meanwhile is a gap, and jobs go on")
  func sameBoot() throws {
    var stage = Self.stage()
    let place = stage.place(.package)
    try stage.restart()
    let a = stage.ledger.begin(job: "slurm:x/1")
    #expect(stage.joules(a) == 500)
    stage.round([1000], after: 10) { $0.record(a, at: place, weight: 1, reserved: 8000) }
    #expect(stage.joules(a) == 500)
    #expect(stage.bucket(.gap) == 1000)
    stage.round([100]) { $0.record(a, at: place, weight: 1, reserved: 8000) }
    #expect(stage.joules(a) == 600)
    #expect(stage.node == 1600)
  }

  @Test(
    "after a clean stop and a reboot the epoch goes on, and what the counter shows since power-on is a gap"
  )
  func cleanStop() throws {
    var stage = Self.stage()
    var words: [UInt64] = []
    stage.ledger.encode(into: &words, isCleanStop: true)
    let kept = try Checkpoint(words)
    #expect(Continuation.decide(kept, bootID: "another") == .goesOn)
    stage.reboot(uptime: 30)
    try stage.restart(bootID: "another", isCleanStop: true)
    stage.round([700], after: 2)
    #expect(stage.bucket(.gap) == 700)
    #expect(stage.node == 1200)
  }

  @Test("a power loss ends the epoch: the new one begins with what flowed since power-on as a gap")
  func powerLoss() throws {
    let stage = Self.stage()
    let kept = try Checkpoint(Self.words(stage))
    #expect(Continuation.decide(kept, bootID: "another") == .newEpoch(afterReboot: true))
    #expect(Continuation.decide(kept, bootID: "boot") == .goesOn)
    #expect(Continuation.decide(nil, bootID: "boot") == .newEpoch(afterReboot: false))
    var ledger = Ledger(
      epoch: Epoch(high: 3, low: 4), bootID: "another", topology: Topology(meters: [.rapl()]),
      at: RoundTime(boottime: 30_000_000_000, realtime: 1_772_460_000_000_000_000),
      afterReboot: true)
    ledger.begin(at: RoundTime(boottime: 31_000_000_000, realtime: 1_772_460_001_000_000_000))
    ledger.read(0, .counter(900_000_000), at: 31_000_000_000)
    ledger.end()
    #expect(ledger.energy(.gap) == Microjoules(900_000_000))
    #expect(ledger.nodeEnergy == Microjoules(900_000_000))
  }

  @Test("a checkpoint from before meters had claims goes on")
  func withoutClaims() throws {
    var words = Self.words(Self.stage())
    // The only meter: its identity, how many words it has, and the words; the last two are its claim.
    #expect(words[14] == 1)
    #expect(words[16] == 14)
    words[16] = 12
    words.removeSubrange(29..<31)
    words[2] -= 2
    words[3] = Checksum.of(words, from: 4)
    let second: UInt64 = 1_000_000_000
    var ledger = Ledger(
      continuing: try Checkpoint(words), bootID: "boot", topology: Topology(meters: [.rapl()]),
      at: RoundTime(boottime: 1010 * second, realtime: 1_772_460_010 * second))
    ledger.begin(at: RoundTime(boottime: 1011 * second, realtime: 1_772_460_011 * second))
    // The counter stood at 505 J.
    ledger.read(0, .counter(605_000_000), at: 1011 * second)
    ledger.end()
    #expect(ledger.energy(.gap) == Microjoules(100_000_000))
    #expect(ledger.nodeEnergy == Microjoules(600_000_000))
  }

  @Test("what is below a microjoule goes through restarts")
  func remainders() throws {
    // 2^-14 J are 15625/256 µJ: 512 counts are 31,250 µJ.
    var scale = CounterScale()
    (scale.numerator, scale.denominator) = (15_625, 256)
    var meter = Meter.rapl()
    meter.kind = .counter(scale)
    let topology = Topology(meters: [meter])
    func time(_ second: UInt64) -> RoundTime {
      RoundTime(
        boottime: second * 1_000_000_000, realtime: (1_772_460_000 + second) * 1_000_000_000)
    }
    var ledger = Ledger(
      epoch: Epoch(high: 1, low: 2), bootID: "boot", topology: topology, at: time(0))
    var words: [UInt64] = []
    for second in UInt64(1)...513 {
      ledger.begin(at: time(second))
      ledger.read(0, .counter(second), at: second * 1_000_000_000)
      ledger.end()
      guard second % 3 == 0 else { continue }
      ledger.encode(into: &words)
      ledger = Ledger(
        continuing: try Checkpoint(words), bootID: "boot", topology: topology, at: time(second))
    }
    #expect(ledger.nodeEnergy == Microjoules(31_250))
  }

  @Test("a checkpoint that is cut anywhere is refused")
  func cut() throws {
    let words = Self.words(Self.stage())
    _ = try Checkpoint(words)
    for length in 0..<words.count {
      #expect(throws: CheckpointError.self) { try Checkpoint(Array(words[..<length])) }
    }
  }

  @Test("a checkpoint with any bit changed is refused")
  func changedBits() {
    let words = Self.words(Self.stage())
    for place in words.indices {
      for bit in [UInt64(0), 17, 63] {
        var changed = words
        changed[place] ^= 1 << bit
        #expect(throws: CheckpointError.self) { try Checkpoint(changed) }
      }
    }
  }

  @Test(
    "a checkpoint that somebody made up, with a right checksum, is refused or safe",
    arguments: UInt64(1)...20)
  func madeUp(seed: UInt64) throws {
    let words = Self.words(Self.stage())
    var chance = SeededRandom(seed)
    for _ in 0..<300 {
      var changed = words
      for _ in 0...chance.below(3) {
        let place = Int(chance.below(UInt64(words.count - 4))) + 4
        changed[place] = [0, 1, 7, 1 << 20, 1 << 61, .max, chance.next()].randomElement(
          using: &chance)!
      }
      changed[3] = Checksum.of(changed, from: 4)
      guard let kept = try? Checkpoint(changed) else { continue }
      var ledger = Ledger(
        continuing: kept, bootID: "boot", topology: Topology(meters: [.rapl(), .plug()]),
        at: RoundTime(boottime: 1_100_000_000_000, realtime: 1_772_460_100_000_000_000))
      for second in UInt64(1)...3 {
        let boottime = 1_100_000_000_000 + second * 1_000_000_000
        ledger.begin(
          at: RoundTime(boottime: boottime, realtime: 1_772_460_100_000_000_000 + second))
        ledger.read(0, .counter(600_000_000 + second * 50_000_000), at: boottime)
        ledger.read(1, .counter(second * 90_000_000), at: boottime)
        ledger.end()
      }
      #expect(ledger.isBalanced == true, "seed \(seed)")
      _ = ledger.openRows()
    }
  }

  @Test("a checkpoint is never longer than its limits allow")
  func size() {
    let limits = LedgerLimits(jobs: 20, mostOwners: 30, mostRows: 30)
    var stage = LedgerStage([.rapl(), .plug()], limits: limits)
    let place = stage.place(.package)
    stage.round([0, 0])
    for hour in 0..<5 {
      for number in 0..<20 {
        let name = "slurm:x/\(hour)-\(number)" + String(repeating: "x", count: 480)
        let job = stage.ledger.begin(job: name)
        stage.round([10, 20], after: 60) { $0.record(job, at: place, weight: 1, reserved: 5) }
        stage.ledger.end(job: name)
        stage.ledger.retire(job)
      }
      stage.realtime += 3600
    }
    #expect(Self.words(stage).count <= Ledger.mostCheckpointWords(limits))
    #expect(stage.ledger.lostRows > 0)
    #expect(stage.ledger.isBalanced == true)
  }

  @Test("what is kept twice in the same round is the same")
  func repeatable() {
    let stage = Self.stage()
    #expect(Self.words(stage) == Self.words(stage))
  }
}
