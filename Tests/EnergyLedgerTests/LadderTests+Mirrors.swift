import NodeModel
import Testing

@testable import EnergyLedger

/// Two meters that show one counter.
extension LadderTests {
  @Test("two interfaces to one counter are counted once, the preferred one")
  func duplicates() {
    var mmio = Meter.rapl()
    mmio.source = "rapl-mmio"
    mmio.preference = 1
    var stage = LedgerStage([mmio, .rapl()])
    stage.round([0, 0])
    for _ in 0..<10 { stage.round([31, 30]) }
    #expect(stage.node == 300)
    #expect(stage.ledger.status(stage.place(.package)).meter == 1)
    #expect(stage.ledger.status(meter: 0).energy.joules == 310)
  }

  @Test("dies that show one counter twice are counted once; dies of their own are both counted")
  func mirroredDies() {
    for distance: UInt64 in [0, 140] {
      var first = Meter.rapl("0-die-0")
      var second = Meter.rapl("0-die-1")
      first.mirrorGroup = "package-0"
      second.mirrorGroup = "package-0"
      var stage = LedgerStage([first, second])
      stage.round([0, distance])
      for _ in 0..<10 { stage.round([30, 30]) }
      #expect(stage.node == (distance == 0 ? 300 : 600))
      #expect(stage.ledger.status(meter: 1).isMirror == (distance == 0))
    }
  }

  @Test("platforms that show one counter twice are counted once; those of their own are added")
  func mirroredPlatforms() {
    for distance: UInt64 in [0, 140] {
      var (first, second) = (Self.psys(), Self.psys())
      second.device = "1"
      first.mirrorGroup = "psys"
      second.mirrorGroup = "psys"
      var stage = LedgerStage([.rapl(), first, second])
      stage.round([0, 0, distance])
      for _ in 0..<10 { stage.round([30, 40, 40]) }
      #expect(stage.ledger.rung == .psys)
      #expect(stage.node == (distance == 0 ? 400 : 800))
      #expect(stage.ledger.status(stage.place(.package)).energy.joules == 300)
      // Both stay away for as long as components speak for them, and claim what they saw beyond.
      for _ in 0..<20 {
        stage.flow(1, 40)
        stage.flow(2, 40)
        stage.round([30, nil, nil])
      }
      stage.round([30, 40, 40])
      #expect(stage.node == (distance == 0 ? 400 + 21 * 40 : 800 + 21 * 80))
      stage.round([30, 40, 40])
      #expect(stage.node == (distance == 0 ? 400 + 22 * 40 : 800 + 22 * 80))
      #expect(stage.ledger.isBalanced == true)
    }
  }

  @Test("one late read does not part mirrored platforms; three in a row do")
  func lateRead() {
    var (first, second) = (Self.psys(), Self.psys())
    second.device = "1"
    first.mirrorGroup = "psys"
    second.mirrorGroup = "psys"
    var stage = LedgerStage([first, second])
    stage.round([0, 0])
    for _ in 0..<5 { stage.round([40, 40]) }
    stage.round([40, 45])
    stage.round([40, 35])
    for _ in 0..<5 { stage.round([40, 40]) }
    #expect(stage.node == 12 * 40)
    #expect(stage.ledger.status(meter: 1).isMirror && stage.ledger.partedMirrorCount == 0)
    stage.round([40, 45])
    for _ in 0..<2 { stage.round([40, 40]) }
    #expect(!stage.ledger.status(meter: 1).isMirror && stage.ledger.partedMirrorCount == 1)
    #expect(stage.ledger.partedMirrors == [second])
    #expect(stage.ledger.isBalanced == true)
  }

  /// Two of one group.
  private static func twins(_ meter: (String) -> Meter) -> [Meter] {
    ["0", "1"].map { device in
      var meter = meter(device)
      meter.device = device
      meter.mirrorGroup = "twins"
      return meter
    }
  }

  @Test(
    "nor does one that comes late when they are first read; what is far apart then is two",
    arguments: [true, false])
  func lateFirstRead(arePlatforms: Bool) {
    let twins = Self.twins { arePlatforms ? Self.psys() : .rapl($0) }
    var stage = LedgerStage(twins)
    stage.round([0, 3])
    stage.round([30, 27])
    for _ in 0..<5 { stage.round([30, 30]) }
    #expect(stage.ledger.status(meter: 1).isMirror && stage.ledger.partedMirrorCount == 0)
    #expect(stage.node == 6 * 30)

    var near = LedgerStage(twins)
    near.round([0, 3])
    near.round([30, 30])
    #expect(near.ledger.status(meter: 1).isMirror)
    near.round([30, 30])
    #expect(!near.ledger.status(meter: 1).isMirror && near.ledger.partedMirrors == [twins[1]])

    var far = LedgerStage(twins)
    far.round([0, 101])
    #expect(!far.ledger.status(meter: 1).isMirror && far.ledger.partedMirrorCount == 0)
    for _ in 0..<5 { far.round([30, 30]) }
    #expect(far.node == 5 * 60)
  }

  @Test(
    "what was found out of two counters holds for them, and not for those that have their numbers")
  func declaredMirrors() {
    let twins = Self.twins { .rapl($0) }
    var stage = LedgerStage(twins)
    stage.round([0, 140])
    #expect(!stage.ledger.status(meter: 1).isMirror)
    stage.ledger.declare(Topology(meters: [.rapl("card", .accelerator)] + twins))
    #expect(!stage.ledger.status(meter: 2).isMirror)
    let others = twins.map { twin in
      var other = twin
      other.device = "card-" + twin.device
      return other
    }
    stage.ledger.declare(Topology(meters: [.rapl("card", .accelerator)] + others))
    #expect(stage.ledger.status(meter: 2).isMirror)
  }

  @Test("an estimate in the place of a die whose counter shows another one's adds nothing to that")
  func estimatedMirror() {
    let twins = Self.twins { .rapl($0) }
    var stage = LedgerStage(twins + ["0", "1"].map { Meter.table($0) })
    stage.round([0, 0], watts: [20, 20])
    for _ in 0..<10 { stage.round([30, 30], watts: [20, 20]) }
    #expect(stage.node == 10 * 30)
    for _ in 0..<20 {
      stage.flow(0, 30)
      stage.flow(1, 30)
      stage.round([nil, nil], watts: [20, 20])
    }
    #expect(stage.node == 10 * 30 + 20 * 20)
    stage.round([30, 30], watts: [20, 20])
    #expect(stage.node == 31 * 30)
    // Where the counters were never read nobody knows of a twin.
    var blind = LedgerStage(twins + ["0", "1"].map { Meter.table($0) })
    blind.round([nil, nil], watts: [20, 20])
    for _ in 0..<20 { blind.round([nil, nil], watts: [20, 20]) }
    #expect(blind.node == 20 * 40)
  }

  @Test("a mirrored platform that cannot be read is not missed")
  func unreadableMirror() {
    var (first, second) = (Self.psys(), Self.psys())
    second.device = "1"
    first.mirrorGroup = "psys"
    second.mirrorGroup = "psys"
    var stage = LedgerStage([first, second])
    stage.round([0, 0])
    stage.round([40, 40])
    for _ in 0..<20 {
      stage.flow(1, 40)
      stage.round([40, nil])
    }
    #expect(stage.ledger.rung == .psys)
    #expect(stage.node == 21 * 40)
  }
}
