import NodeModel
import Testing

@testable import BenchKit

@Suite("What disturbed a result")
struct DisturbanceTests {
  private let clock = StagedClock()

  /// Seven blocks of ten equal repetitions, changed by `edit`.
  private func record(_ edit: (Int, inout BlockRecord) -> Void) -> CaseRecord {
    let record = CaseRecord(StagedCase("a", clock: clock))
    let time = TeamTime(seconds: 0.01, cpuShare: 1, balance: 1)
    for number in 0..<7 {
      var block = BlockRecord()
      block.repetitions = Array(repeating: Repetition(work: 1, in: time), count: 10)
      edit(number, &block)
      record.blocks.append(block)
    }
    return record
  }

  private func result(_ record: CaseRecord) throws -> BenchResult {
    let summary = Summary(
      of: [record], plannedBlocks: 7, load: nil, isInterrupted: false, seed: 1)
    return try #require(summary.outcome.results.first)
  }

  private func kinds(_ edit: (inout LoadChange) -> Void) throws -> [BenchDisturbance.Kind] {
    var load = LoadChange()
    load.seconds = 0.1
    load.capacity = 0.1
    load.others = 1
    edit(&load)
    return try result(record { $1.load = load }).disturbances.map(\.kind)
  }

  @Test("a quiet machine has none")
  func quiet() throws {
    #expect(try kinds { _ in }.isEmpty)
    #expect(try kinds { $0.shared = 0.008 }.isEmpty)
    #expect(try kinds { $0.elsewhere = 0.02 }.isEmpty)
  }

  @Test("steal, other programs and load elsewhere are told apart")
  func loads() throws {
    #expect(try kinds { $0.stolen = 0.01 } == [.steal])
    #expect(try kinds { $0.shared = 0.05 } == [.cpuShare])
    #expect(try kinds { $0.elsewhere = 0.09 } == [.otherLoad])
  }

  @Test("one tick of the kernel's clock in the whole case is no steal")
  func oneTick() throws {
    let result = try result(
      record { number, block in
        var load = LoadChange()
        load.seconds = 0.05
        load.capacity = 0.05
        load.stolen = number == 3 ? 0.01 : 0
        block.load = load
      })
    #expect(result.disturbances.isEmpty)
  }

  @Test("slow-downs because of heat are said")
  func throttles() throws {
    #expect(
      try result(record { $1.throttles = $0 == 2 ? 3 : 0 }).disturbances.map(\.kind) == [.throttle])
  }

  @Test("a block beside which the canary was slow is left out and counted")
  func canary() throws {
    let slow = record { number, block in
      let speed = number == 4 ? 0.8 : 1
      block.canaries = Array(
        repeating: CanaryNote(
          places: [CanaryNote.Place(multiply: 1e9 * speed, clock: 3e9, read: 2e10)], bounce: nil),
        count: 2)
    }
    let result = try result(slow)
    #expect(result.blocks.count == 6)
    #expect(result.dropped == 10)
    #expect(result.disturbances.isEmpty)
  }

  /// Both notes beside a block, of one CPU.
  private func notes(multiply: Double = 1e9, clock: Double = 3e9) -> [CanaryNote] {
    let place = CanaryNote.Place(multiply: multiply, clock: clock, read: 2e10)
    return Array(repeating: CanaryNote(places: [place], bounce: nil), count: 2)
  }

  @Test(
    "a machine whose clock falls by 30 % in the last blocks has these in its result, and says so")
  func heat() throws {
    let hot = record { number, block in
      let speed = number < 4 ? 1 : 0.7
      block.canaries = notes(multiply: 1e9 * speed, clock: 3e9 * speed)
      let time = TeamTime(seconds: 0.01 / speed, cpuShare: 1, balance: 1)
      block.repetitions = Array(repeating: Repetition(work: 1, in: time), count: 10)
    }
    let result = try result(hot)
    #expect(result.blocks == [10, 10, 10, 10, 10, 10, 10] && result.dropped == 0)
    #expect(result.modes.map { ($0.median).rounded() } == [70, 100])
    #expect(
      result.disturbances.map(\.detail) == [
        "the clock was lower than elsewhere in the run in 3 of 7 blocks"
      ])
  }

  @Test("a block whose CPUs tell of heat is kept where their clock was lower, if only on one side")
  func hotBlock() throws {
    let hot = record { number, block in
      block.canaries = notes()
      if number == 4 { block.canaries[0].places[0].clock = 2e9 }
      block.throttles = number == 4 ? 2 : 0
    }
    let result = try result(hot)
    #expect(result.dropped == 0 && result.blocks.count == 7)
    #expect(result.disturbances.map(\.kind) == [.throttle])
  }

  @Test("heat makes no lower clock of what neighbours did: at the full clock they are left out")
  func hotNeighbours() throws {
    let busy = record { number, block in
      block.canaries = notes(multiply: number == 4 ? 0.8e9 : 1e9)
      block.throttles = number == 4 ? 2 : 0
    }
    #expect(try result(busy).dropped == 10)
    let moved = record(on: [0, 1]) { if $0 == 4 { $1.bounce = 1.5e-7 } }
    moved.blocks[4].throttles = 2
    let result = try result(moved)
    #expect(result.dropped == 10 && result.blocks.count == 6)
    // It was hot all the same.
    #expect(result.disturbances.map(\.kind) == [.throttle])
  }

  @Test("a canary that was interrupted on one side of a block is no clock that fell")
  func interruptedCanary() throws {
    let once = record { number, block in
      block.canaries = notes()
      if number == 4 { block.canaries[0].places[0].clock = 2e9 }
    }
    let result = try result(once)
    #expect(result.blocks.count == 6 && result.dropped == 10 && result.disturbances.isEmpty)
  }

  @Test("how many blocks were left out for their neighbours is said where it is more than a fifth")
  func leftOut() throws {
    let busy = record { $1.canaries = notes(multiply: $0 % 2 == 1 ? 0.8e9 : 1e9) }
    let found = try result(busy)
    #expect(found.blocks.count == 4 && found.dropped == 30)
    #expect(found.disturbances.map(\.kind) == [.canary])
    #expect(abs((found.disturbances.first?.amount ?? 0) - 3.0 / 7) < 1e-12)
    #expect(
      found.disturbances.first?.detail
        == "3 of 7 blocks left out: the hardware was slower than elsewhere in the run")
  }

  /// Of which one block was slow, stolen from and stopped; each repetition takes `seconds`.
  private func disturbedOnce(seconds: Double) -> CaseRecord {
    record { number, block in
      block.canaries = notes(multiply: number == 4 ? 0.8e9 : 1e9)
      var load = LoadChange()
      load.seconds = 0.1
      load.capacity = 0.1
      load.stolen = number == 4 ? 0.05 : 0
      block.load = load
      block.stops = number == 4 ? 2 : 0
      let time = TeamTime(seconds: seconds, cpuShare: 1, balance: 1)
      block.repetitions = Array(repeating: Repetition(work: 1, in: time), count: 10)
    }
  }

  @Test("steal and stops in a block that is left out are said all the same, as what was left out")
  func leftOutLoad() throws {
    let result = try result(disturbedOnce(seconds: 0.01))
    #expect(result.dropped == 10)
    // A twentieth of a second of 0.7.
    #expect(abs((result.disturbances.first?.amount ?? 0) - 0.05 / 0.7) < 1e-12)
    #expect(
      result.disturbances.map(\.detail) == [
        "the hypervisor took 7 % of the CPUs' time, in blocks that were left out",
        "the control group's quota stopped the threads 2 times, in blocks that were left out",
      ])
    #expect(result.disturbances.map(\.kind) == [.steal, .quota])
    #expect(result.disturbances.map(\.isLeftOut) == [true, true])
  }

  @Test("a loss in the clean blocks is not excused by one that was left out")
  func noExcuse() throws {
    let before = try result(disturbedOnce(seconds: 0.009))
    let slower = Comparison(of: try result(disturbedOnce(seconds: 0.01)), with: before)
    #expect(slower.verdict == .worse)
    #expect(abs(slower.gain - (-0.1)) < 1e-9)
  }

  @Test("steal and stops in blocks that count are in the figures, also where others were left out")
  func keptLoad() throws {
    let busy = disturbedOnce(seconds: 0.01)
    busy.blocks[1].load?.stolen = 0.03
    busy.blocks[1].stops = 1
    let result = try result(busy)
    #expect(result.disturbances.map(\.kind) == [.steal, .quota])
    // Three hundredths of a second of 0.6, in six blocks.
    #expect(abs((result.disturbances.first?.amount ?? 0) - 0.05) < 1e-12)
    #expect(result.disturbances.last?.amount == 1)
    #expect(result.disturbances.map(\.isLeftOut) == [false, false])
  }

  @Test("blocks of which others shared every repetition are left out, and that is said")
  func sharedBlocks() throws {
    let busy = record { number, block in
      guard number < 2 else { return }
      let time = TeamTime(seconds: 0.01, cpuShare: 0.5, balance: 1)
      block.repetitions = Array(repeating: Repetition(work: 1, in: time), count: 10)
    }
    let result = try result(busy)
    #expect(result.blocks.count == 5 && result.dropped == 20)
    #expect(
      result.disturbances == [
        BenchDisturbance(
          .cpuShare, amount: 20.0 / 70, isLeftOut: true,
          detail:
            "other programs ran on the same CPUs in 20 of 70 repetitions, in blocks that were left out"
        )
      ])
  }

  @Test("where the canary was slow beside most blocks of a case, the case is disturbed")
  func mostlySlow() throws {
    func note(_ record: inout BlockRecord, clock: Double) {
      let place = CanaryNote.Place(multiply: 1e9, clock: clock, read: 2e10)
      record.canaries = [CanaryNote(places: [place], bounce: nil)]
    }
    let cases = (0..<5).map { number in
      record { note(&$1, clock: number == 0 && $0 < 5 ? 2e9 : 3e9) }
    }
    let outcome = Summary(
      of: cases, plannedBlocks: 7, load: nil, isInterrupted: false, seed: 1
    ).outcome
    #expect(outcome.results.map { $0.disturbances.map(\.kind) } == [[.frequency], [], [], [], []])
  }

  /// Blocks of a case on some of eight CPUs; `edit` changes what the canary found there beside a block.
  private func record(
    on members: [Int], _ edit: (Int, inout CanaryNote) -> Void
  ) -> CaseRecord {
    let record = record { number, block in
      let place = CanaryNote.Place(multiply: 1e9, clock: 3e9, read: 2e10)
      var note = CanaryNote(places: Array(repeating: place, count: 8), bounce: 5e-8)
      edit(number, &note)
      block.canaries = [note, note]
    }
    let work = record.work as? StagedCase
    work?.threads = members.count
    work?.places = members
    return record
  }

  @Test("a pair of CPUs is judged by the canary on these two, whichever they are")
  func ownPlaces() throws {
    let elsewhere = record(on: [3, 7]) { if $0 == 4 { $1.places[0].multiply *= 0.8 } }
    #expect(try result(elsewhere).dropped == 0)
    let own = record(on: [3, 7]) { if $0 == 4 { $1.places[7].multiply *= 0.8 } }
    #expect(try result(own).dropped == 10)
    #expect(try result(own).clockHertz == 3e9)
  }

  @Test("of notes beside a pair only the pair's places are kept, and say as much")
  func keptPlaces() throws {
    let members = [3, 7]
    let whole = record(on: members) { if $0 == 4 { $1.places[7].multiply *= 0.8 } }
    for index in whole.blocks.indices {
      whole.blocks[index].canaries = whole.blocks[index].canaries.map { $0.only(members) }
    }
    #expect(whole.blocks.allSatisfy { $0.canaries.allSatisfy { $0.places.count == 2 } })
    let note = try #require(whole.blocks.first?.canaries.first)
    #expect(note.place(7) == note.places[1] && note.place(0) == nil && note.bounce == 5e-8)
    #expect(try result(whole).dropped == 10)
    #expect(try result(whole).clockHertz == 3e9)
  }

  @Test("a CPU that is always slower than others is held against itself")
  func slowerKind() throws {
    let records = [[0, 1], [2, 3], [6, 7]].map { members in
      record(on: members) { $1.places[7].clock = 2e9 }
    }
    let outcome = Summary(
      of: records, plannedBlocks: 7, load: nil, isInterrupted: false, seed: 1
    ).outcome
    #expect(outcome.results.allSatisfy { $0.dropped == 0 && $0.disturbances.isEmpty })
    #expect(outcome.results.map(\.clockHertz) == [3e9, 3e9, 2e9])
  }

  @Test("a block beside which a line went twice as long is left out, of one thread it is not")
  func farApart() throws {
    let two = record(on: [0, 1]) { if $0 == 4 { $1.bounce = 1e-7 } }
    #expect(try result(two).dropped == 10)
    let one = record(on: [0]) { if $0 == 4 { $1.bounce = 1e-7 } }
    #expect(try result(one).dropped == 0)
  }

  @Test("how far apart the first two CPUs lay beside the blocks that count stands in the result")
  func way() throws {
    let two = record(on: [0, 1]) { $1.bounce = $0 == 4 ? 1.5e-7 : $0 < 3 ? 2.5e-8 : 2.7e-8 }
    // Three times 25 ns and three times 27.
    #expect(abs((try result(two).transferSeconds ?? 0) - 2.6e-8) < 1e-15)
    #expect(try result(record(on: [0]) { _, _ in }).transferSeconds == nil)
    #expect(try result(record(on: [1, 2]) { _, _ in }).transferSeconds == nil)
  }

  @Test("two placements are two modes, each with the line's way that goes with it")
  func placements() throws {
    let jumping = record(on: [0, 1]) { $1.bounce = $0 % 2 == 0 ? 5e-8 : 1e-7 }
    for (number, block) in jumping.blocks.enumerated() where number % 2 == 1 {
      let time = TeamTime(seconds: 0.02, cpuShare: 1, balance: 1)
      jumping.blocks[number].repetitions = block.repetitions.map { _ in
        Repetition(work: 1, in: time)
      }
    }
    let result = try result(jumping)
    #expect(result.dropped == 0)
    #expect(result.modes.map(\.median) == [50, 100])
    #expect(result.modes.map(\.transferSeconds) == [1e-7, 5e-8])
  }

  @Test("each mode has its own share of the ceiling, and the result that of its main one")
  func peakShares() throws {
    let jumping = record { number, block in
      let seconds = number % 2 == 0 ? 0.01 : 0.02
      let time = TeamTime(seconds: seconds, cpuShare: 1, balance: 1)
      block.repetitions = Array(repeating: Repetition(work: 1, in: time), count: 10)
      // The ceiling of 125 falls to 100 with it.
      block.ceilings = number % 2 == 0 ? [125, 125] : [100, 100]
    }
    let result = try result(jumping)
    // Of 50 over 100, and of 100 over 125.
    #expect(result.modes.map(\.peakShare) == [0.5, 0.8])
    #expect(result.median == 100 && result.peakShare == 0.8)
  }

  @Test("samples that scatter are said to")
  func spread() throws {
    let wild = record { _, block in
      block.repetitions = [0.01, 0.012, 0.008, 0.011, 0.0095, 0.013, 0.0085].map {
        Repetition(work: 1, in: TeamTime(seconds: $0, cpuShare: 1, balance: 1))
      }
    }
    #expect(try result(wild).disturbances.map(\.kind).contains(.spread))
  }
}
