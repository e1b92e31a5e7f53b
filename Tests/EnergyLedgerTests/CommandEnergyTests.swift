import NodeModel
import Testing

@testable import EnergyLedger

@Suite("Energy of commands that were counted while no agent ran")
struct CommandEnergyTests {
  /// A command that began now and was given so many joules.
  private static func command(
    _ joules: [EnergyComponent: UInt64], in stage: borrowing LedgerStage, after seconds: UInt64 = 0
  ) -> CommandEnergy {
    CommandEnergy(
      start: (stage.realtime + seconds) * 1_000_000_000,
      energy: joules.mapValues { $0 * 1_000_000 })
  }

  @Test("is not in the gap once more")
  func once() throws {
    var stage = LedgerStage([.rapl()])
    stage.round([0])
    stage.round([500])
    try stage.restart()
    stage.ledger.leaveOut([
      Self.command([.package: 250], in: stage, after: 2),
      Self.command([.package: 50, .rest: 7], in: stage, after: 5),
    ])
    stage.round([1000], after: 10)
    // 1000 J flowed, 250 + 50 J of which commands have; no meter tells a rest.
    #expect(stage.bucket(.gap) == 700)
    #expect(stage.node == 1200)
    #expect(stage.ledger.isBalanced == true)
    let rows = stage.ledger.openRows().filter { $0.owner == .bucket(.gap) }
    #expect(rows.map(\.full.total) == [700_000_000])
    // What flows from now on is told as ever, by counters that have lost nothing.
    stage.round([100])
    #expect(stage.node == 1300 && stage.bucket(.gap) == 700)
    #expect(stage.ledger.status(meter: 0).energy.joules == 1600)
  }

  @Test("is left out of all places of its component together, and never more than flowed")
  func places() throws {
    var stage = LedgerStage([.rapl("0"), .rapl("1"), .rapl("0", .dram)])
    stage.round([0, 0, 0])
    try stage.restart()
    stage.ledger.leaveOut([Self.command([.package: 150, .dram: 90], in: stage)])
    stage.round([100, 500, 60], after: 10)
    // 100 + 500 - 150 J of packages; the command says more of memory than flowed there.
    #expect(stage.bucket(.gap) == 450)
    #expect(stage.node == 450)
    #expect(stage.ledger.isBalanced == true)
  }

  @Test("is left out of the meter at the wall and of what it has below")
  func whole() throws {
    var stage = LedgerStage([.plug(), .rapl()])
    stage.round([0, 0])
    try stage.restart()
    stage.ledger.leaveOut([Self.command([.package: 200, .rest: 50], in: stage)])
    stage.round([1000, 600], after: 10)
    // 1000 - 250 J: 600 - 200 J of the package and 400 - 50 J of the rest.
    #expect(stage.bucket(.gap) == 750)
    #expect(stage.bucket(.residualUnder) == 0 && stage.bucket(.residualOver) == 0)
    let rows = stage.ledger.openRows().filter { $0.owner == .bucket(.gap) }
    #expect(rows.first { $0.component == .package }?.full.total == 400_000_000)
    #expect(rows.first { $0.component == .rest }?.full.total == 350_000_000)
  }

  @Test("is left out as well by a meter that comes back only later")
  func late() throws {
    var stage = LedgerStage([.plug(), .rapl()])
    stage.round([0, 0])
    try stage.restart()
    stage.ledger.leaveOut([Self.command([.package: 200], in: stage)])
    stage.flow(0, 1000)
    stage.round([nil, 600], after: 10)
    for _ in 0..<20 {
      stage.flow(0, 100)
      stage.round([nil, 50])
    }
    // Components tell it meanwhile: 600 - 200 J of the gap, and 50 J a second, some of which wait.
    #expect(stage.node == 400 + 20 * 50)
    stage.round([100, 50])
    // 1000 J, 21 seconds of 100 J each, and the command's 200 J are not among them.
    #expect(stage.node == 2900)
    #expect(stage.ledger.isBalanced == true)
  }

  @Test("is left out again by no meter that goes and comes back")
  func again() throws {
    var stage = LedgerStage([.rapl()])
    stage.round([0])
    try stage.restart()
    stage.ledger.leaveOut([Self.command([.package: 300], in: stage)])
    stage.round([200], after: 10)
    #expect(stage.node == 0)
    stage.ledger.declare(Topology(meters: []))
    stage.seconds += 1
    stage.realtime += 1
    stage.ledger.begin(at: stage.time)
    stage.ledger.end()
    stage.ledger.declare(Topology(meters: [.rapl()]))
    stage.round([500])
    // Of 300 J it could leave out 200; what flows later is nobody else's.
    #expect(stage.node == 500)
  }

  @Test("of before the machine was switched on is not what its counters show since")
  func reboot() throws {
    var stage = LedgerStage([.rapl()])
    stage.round([0])
    stage.round([500])
    let before = Self.command([.package: 300], in: stage, after: 5)
    stage.realtime += 100
    stage.reboot(uptime: 30)
    let since = Self.command([.package: 40], in: stage)
    try stage.restart(bootID: "another", isCleanStop: true)
    stage.ledger.leaveOut([before, since])
    stage.round([700], after: 2)
    #expect(stage.bucket(.gap) == 660)
    #expect(stage.node == 1160)
  }

  @Test("of before a restart is what a counter outside of the machine has seen")
  func outside() throws {
    var meter = Meter.plug()
    var scale = CounterScale()
    scale.life = .outside
    meter.kind = .counter(scale)
    var stage = LedgerStage([meter])
    stage.round([0])
    stage.round([500])
    let command = Self.command([.package: 200, .rest: 100], in: stage, after: 5)
    stage.realtime += 100
    stage.seconds = 30
    try stage.restart(bootID: "another", isCleanStop: true)
    stage.ledger.leaveOut([command])
    stage.round([700], after: 2)
    #expect(stage.bucket(.gap) == 400)
  }
}
