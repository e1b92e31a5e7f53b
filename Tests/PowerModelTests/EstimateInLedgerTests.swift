import EnergyLedger
import NodeModel
import Testing

@testable import PowerModel

@Suite("An estimate in the ledger")
struct EstimateInLedgerTests {
  /// EPYC 9005 with four threads: 0.868 W idle, 2.79 W at half load.
  private static let machine = MachineIdentity(
    cpu: CPUIdentity(vendor: "AuthenticAMD", family: 26, model: 2), threads: 4)

  /// Ten seconds with a reading of each meter every second; a job does everything that is done.
  private static func run(
    _ meters: [Meter], idle: UInt64, readings: (UInt64) -> [MeterReading],
    _ look: (borrowing Ledger, OwnerIndex) -> Void
  ) {
    func time(_ second: UInt64) -> RoundTime {
      RoundTime(
        boottime: (1000 + second) * 1_000_000_000,
        realtime: (1_772_460_000 + second) * 1_000_000_000)
    }
    let traits = PlaceTraits(.rest, device: "node", capacity: 4000, idlePrior: idle)
    var ledger = Ledger(
      epoch: Epoch(high: 1, low: 2), bootID: "boot",
      topology: Topology(meters: meters, places: [traits]), at: time(0))
    let job = ledger.begin(job: "job")
    for second in 1...11 as ClosedRange<UInt64> {
      ledger.begin(at: time(second))
      for (meter, reading) in readings(second).enumerated() {
        ledger.read(meter, reading, at: (1000 + second) * 1_000_000_000)
      }
      if let place = ledger.place(.rest, device: "node") {
        ledger.record(job, at: place, weight: 2000)
        ledger.record(utilization: 500_000, at: place)
      }
      ledger.end()
    }
    look(ledger, job)
  }

  @Test("is the node's energy of its tier, with its bounds, above idle for who was busy")
  func node() {
    let estimate = NodeEstimate(of: Self.machine)
    let power = estimate.power(at: 500_000).value
    Self.run([estimate.meter], idle: estimate.idle) { _ in
      [.power(power)]
    } _: { ledger, job in
      // The first reading begins, ten follow.
      #expect(ledger.nodeEnergy == Microjoules(27_900_000))
      #expect(ledger.node(.table) == ledger.nodeEnergy && ledger.rung == .table)
      // By the meter's bounds, each second rounded outwards: 2.79 × (1 − 0.147466) = 2.37856986 and
      // 2.79 × 1.709678 = 4.77000162.
      #expect(ledger.nodeBounds.low == Microjoules(23_785_690))
      #expect(ledger.nodeBounds.high == Microjoules(47_700_020))
      // 2.79 − 0.868 W for ten seconds; idle power that nobody reserved is nobody's.
      #expect(ledger.dynamicEnergy(job) == Microjoules(19_220_000))
      #expect(ledger.energy(.unallocated) == Microjoules(8_680_000))
      #expect(ledger.isBalanced == true)
    }
  }

  @Test("adds up with an accelerator that has a meter")
  func accelerator() {
    let estimate = NodeEstimate(of: Self.machine)
    let power = estimate.power(at: 500_000).value
    let card = Meter(
      source: "nvml", domain: .accelerator, device: "0", kind: .counter(CounterScale()),
      tier: .components, bounds: .exact, maximumMicrowatts: 700_000_000)
    Self.run([card, estimate.meter], idle: estimate.idle) { second in
      [.counter(second * 300_000_000), .power(power)]
    } _: { ledger, _ in
      #expect(ledger.node(.components) == Microjoules(3_000_000_000))
      #expect(ledger.node(.table) == Microjoules(27_900_000))
      #expect(ledger.isBalanced == true)
    }
  }

  @Test("gives way to a model of this node, and both to a meter at the wall")
  func ladder() throws {
    let estimate = NodeEstimate(of: Self.machine)
    let model = try CalibratedModel(
      Calibration(
        made: 0, machine: Self.machine, scope: .node, meter: "plug",
        coefficients: Calibration.Coefficients(constant: 2, shared: 0, busy: 4, scaled: 0),
        referenceHertz: nil, bounds: EnergyBounds(50_000),
        steps: [CalibrationStep(utilization: 1, hertz: nil, watts: 6, samples: 3)]),
      on: Self.machine)
    let powers = [
      MeterReading.power(estimate.power(at: 500_000).value),
      .power(model.power(at: 500_000, hertz: nil).value),
    ]
    let meters = [estimate.meter, model.meter]
    Self.run(meters, idle: model.idle) { _ in
      powers
    } _: { ledger, _ in
      #expect(ledger.nodeEnergy == Microjoules(40_000_000))
      #expect(ledger.node(.calibrated) == ledger.nodeEnergy && ledger.rung == .calibrated)
    }
    let plug = Meter(
      source: "plug", domain: .wall, device: "0", kind: .counter(CounterScale()), tier: .wall,
      bounds: .exact, maximumMicrowatts: 100_000_000)
    Self.run(meters + [plug], idle: model.idle) { second in
      powers + [.counter(second * 7_000_000)]
    } _: { ledger, _ in
      #expect(ledger.nodeEnergy == Microjoules(70_000_000))
      #expect(ledger.node(.wall) == ledger.nodeEnergy && ledger.rung == .wall)
    }
  }
}
