import NodeModel
import Testing

@testable import EnergyLedger

/// One socket with eight cores that draws 40 W without work.
@Suite("Who is given the energy of a place")
struct AttributionTests {
  private static func stage(_ statics: StaticPolicy = .reserved, capacity: UInt32 = 8000)
    -> LedgerStage
  {
    var policy = LedgerPolicy()
    policy.statics = statics
    var stage = LedgerStage(
      [.rapl()],
      places: [PlaceTraits(.package, device: "0", capacity: capacity, idlePrior: 40_000_000)],
      policy: policy)
    stage.round([0])
    return stage
  }

  @Test("dynamic energy by weight, the system among the others; static by reservation")
  func method() {
    var stage = Self.stage()
    let place = stage.place(.package)
    let a = stage.ledger.begin(job: "slurm:x/1")
    let b = stage.ledger.begin(job: "slurm:x/2")
    stage.round([100]) {
      $0.record(a, at: place, weight: 2, reserved: 2000)
      $0.record(b, at: place, weight: 1, reserved: 1000)
      $0.record(.system, at: place, weight: 1)
    }
    // 60 J dynamic by 2 : 1 : 1; 40 J static by 2 : 1 of 8 cores.
    #expect(stage.dynamicJoules(a) == 30)
    #expect(stage.dynamicJoules(b) == 15)
    #expect(stage.joules(a) == 40)
    #expect(stage.joules(b) == 20)
    #expect(stage.bucket(.system) == 15)
    #expect(stage.bucket(.unallocated) == 25)
    #expect(stage.node == 100)
  }

  @Test("what was done before the node got other CPUs waits for the energy that comes after")
  func otherCapacity() {
    var stage = Self.stage()
    let place = stage.place(.package)
    let a = stage.ledger.begin(job: "slurm:x/1")
    stage.round([nil]) { $0.record(a, at: place, weight: 1, reserved: 4000) }
    stage.ledger.declare(
      Topology(
        meters: [.rapl()],
        places: [PlaceTraits(.package, device: "0", capacity: 24_000, idlePrior: 40_000_000)]))
    stage.round([200])
    // 120 J dynamic; of 80 J it has claimed 4 of the 8 + 24 core seconds that there were.
    #expect(stage.dynamicJoules(a) == 120)
    #expect(stage.joules(a) == 130)
    #expect(stage.bucket(.unallocated) == 70)
  }

  @Test("a node that draws less than its idle power has no dynamic energy")
  func belowIdle() {
    var stage = Self.stage()
    let place = stage.place(.package)
    let a = stage.ledger.begin(job: "slurm:x/1")
    stage.round([30]) { $0.record(a, at: place, weight: 9, reserved: 8000) }
    #expect(stage.dynamicJoules(a) == 0)
    #expect(stage.joules(a) == 30)
  }

  @Test("reservations beyond the capacity share it in proportion")
  func overReservation() {
    var stage = Self.stage()
    let place = stage.place(.package)
    let a = stage.ledger.begin(job: "slurm:x/1")
    let b = stage.ledger.begin(job: "slurm:x/2")
    stage.round([40]) {
      $0.record(a, at: place, weight: 0, reserved: 8000)
      $0.record(b, at: place, weight: 0, reserved: 2000)
    }
    #expect(stage.joules(a) == 32)
    #expect(stage.joules(b) == 8)
    #expect(stage.bucket(.unallocated) == 0)
  }

  @Test(
    "where nobody did anything the dynamic energy is the system's; where nobody reserved, static is unallocated"
  )
  func nobody() {
    var stage = Self.stage()
    let place = stage.place(.package)
    let a = stage.ledger.begin(job: "k8s:1")
    stage.round([100]) { $0.record(a, at: place, weight: 0) }
    #expect(stage.joules(a) == 0)
    #expect(stage.bucket(.system) == 60)
    #expect(stage.bucket(.unallocated) == 40)
  }

  @Test("the policy equal gives every job that was there the same static energy")
  func equal() {
    var stage = Self.stage(.equal)
    let place = stage.place(.package)
    let a = stage.ledger.begin(job: "k8s:1")
    let b = stage.ledger.begin(job: "k8s:2")
    stage.round([100]) {
      $0.record(a, at: place, weight: 3)
      $0.record(b, at: place, weight: 0)
      $0.record(.system, at: place, weight: 0)
    }
    #expect(stage.joules(a) == 80)
    #expect(stage.joules(b) == 20)
    #expect(stage.bucket(.system) == 0)
  }

  @Test("the policy none gives no job static energy")
  func none() {
    var stage = Self.stage(.none)
    let place = stage.place(.package)
    let a = stage.ledger.begin(job: "k8s:1")
    stage.round([100]) { $0.record(a, at: place, weight: 3, reserved: 8000) }
    #expect(stage.joules(a) == 60)
    #expect(stage.bucket(.unallocated) == 40)
  }

  @Test("energy that comes later than its cause goes to who caused it, though the job has ended")
  func lateEnergy() {
    var stage = Self.stage()
    let place = stage.place(.package)
    let a = stage.ledger.begin(job: "slurm:x/1")
    stage.flow(0, 100)
    stage.round([nil]) { $0.record(a, at: place, weight: 1, reserved: 8000) }
    stage.ledger.end(job: "slurm:x/1")
    let b = stage.ledger.begin(job: "slurm:x/2")
    #expect(stage.node == 0)
    stage.round([100]) { $0.record(b, at: place, weight: 3, reserved: 8000) }
    // 200 J in 2 s: 80 J static by time, 120 J dynamic by 1 : 3.
    #expect(stage.joules(a) == 70)
    #expect(stage.joules(b) == 130)
  }

  @Test("with a wall meter, what it sees beyond the components follows their dynamic energy")
  func restOfNode() {
    var stage = LedgerStage(
      [.plug(), .rapl()],
      places: [
        PlaceTraits(.package, device: "0", capacity: 8000, idlePrior: 40_000_000),
        PlaceTraits(.rest, device: "", capacity: 8000, idlePrior: 20_000_000),
      ])
    stage.round([0, 0])
    let package = stage.place(.package)
    let rest = stage.place(.rest, "")
    let a = stage.ledger.begin(job: "slurm:x/1")
    stage.round([150, 100]) {
      $0.record(a, at: package, weight: 3, reserved: 4000)
      $0.record(.system, at: package, weight: 1)
      $0.record(a, at: rest, weight: 0, reserved: 4000)
    }
    // Package: 60 J dynamic by 3 : 1, 40 J static by half. Rest 50 J: 30 J by 45 : 15, 20 J by half.
    #expect(stage.ledger.energy(a, .package) == Microjoules(65_000_000))
    #expect(stage.ledger.energy(a, .rest) == Microjoules(32_500_000))
    #expect(stage.dynamicJoules(a) == 67.5)
    #expect(stage.bucket(.system) == 22.5)
    #expect(stage.bucket(.unallocated) == 30)
    #expect(stage.ledger.node(.wall) == Microjoules(150_000_000))
    #expect(stage.ledger.node(.components) == .zero)
  }

  @Test("with a wall meter and nothing else, the weights given for the rest divide it")
  func wallAlone() {
    var stage = LedgerStage(
      [.plug()],
      places: [PlaceTraits(.rest, device: "", capacity: 8000, idlePrior: 60_000_000)])
    stage.round([0])
    let rest = stage.place(.rest, "")
    let a = stage.ledger.begin(job: "slurm:x/1")
    stage.round([100]) {
      $0.record(a, at: rest, weight: 3, reserved: 8000)
      $0.record(.system, at: rest, weight: 1)
    }
    #expect(stage.joules(a) == 90)
    #expect(stage.bucket(.system) == 10)
  }

  @Test("bounds of the meter are carried to every owner")
  func bounds() {
    var stage = LedgerStage(
      [.rapl(bounds: EnergyBounds(below: 50_000, above: 100_000))],
      places: [PlaceTraits(.package, device: "0", capacity: 8000, idlePrior: 40_000_000)])
    stage.round([0])
    let place = stage.place(.package)
    let a = stage.ledger.begin(job: "slurm:x/1")
    stage.round([100]) { $0.record(a, at: place, weight: 2, reserved: 4000) }
    // 60 J dynamic and 20 J static.
    let totals = stage.ledger.totals(a)
    #expect(totals.energy == Microjoules(80_000_000))
    #expect(totals.low == 76_000_000)
    #expect(totals.high == 88_000_000)
    #expect(totals.tier == .components)
    #expect(stage.ledger.nodeBounds.low == Microjoules(95_000_000))
    #expect(stage.ledger.nodeBounds.high == Microjoules(110_000_000))
  }
}
