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
