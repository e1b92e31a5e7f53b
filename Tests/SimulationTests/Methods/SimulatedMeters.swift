import EnergyLedger
import NodeModel
import Simulation

/// The meters of a simulated node as the agent's probes declare such meters, and its table where
/// there is none.
struct SimulatedMeters {
  /// All meters and the capacities of their places.
  let topology: Topology
  private let facts: NodeFacts
  /// The number of the first accelerator's meter, and of the wall's or the table's after those.
  private let firstDevice: Int
  private let last: Int

  init(of facts: NodeFacts) {
    self.facts = facts
    var meters = facts.domains.map { Self.meter($0) }
    firstDevice = meters.count
    for device in facts.accelerators.indices {
      var scale = CounterScale()
      scale.numerator = 1000
      meters.append(
        Meter(
          source: "nvml", domain: .accelerator, device: "\(device)", kind: .counter(scale),
          tier: .components, bounds: EnergyBounds(50_000), maximumMicrowatts: 2_000_000_000))
    }
    last = meters.count
    let mean = Meter.Kind.power(PowerScale(isMean: true, longestGap: 30_000_000_000))
    if facts.hasWallMeter {
      meters.append(
        Meter(
          source: "hwmon", domain: .wall, device: "power1", kind: mean, tier: .wall,
          bounds: EnergyBounds(20_000), maximumMicrowatts: 10_000_000_000))
    } else if facts.domains.isEmpty {
      meters.append(
        Meter(
          source: "table", domain: .rest, device: "node", kind: mean, tier: .table,
          bounds: EnergyBounds(400_000), maximumMicrowatts: 10_000_000_000))
    }
    topology = Topology(meters: meters, places: Self.traits(of: meters, facts))
  }

  private static func meter(_ domain: Simulation.EnergyDomain) -> Meter {
    let kind: NodeModel.EnergyDomain =
      switch domain.kind {
      case .package: .package
      case .core: .core
      case .uncore: .uncore
      case .memory: .dram
      case .platform: .psys
      }
    return Meter(
      source: "rapl", domain: kind, device: "\(domain.socket)",
      kind: .counter(CounterScale(range: domain.range)), tier: .components,
      bounds: EnergyBounds(50_000), maximumMicrowatts: 2_000_000_000)
  }

  private static func traits(of meters: [Meter], _ facts: NodeFacts) -> [PlaceTraits] {
    let cores = UInt32(facts.processors * 1000)
    var traits = [PlaceTraits(.rest, device: "", capacity: cores)]
    for meter in meters {
      let device = meter.device
      switch meter.domain {
      case .package:
        traits.append(
          PlaceTraits(.package, device: device, capacity: cores / UInt32(facts.sockets)))
      case .dram:
        traits.append(
          PlaceTraits(.dram, device: device, capacity: UInt32(facts.memory / 1_048_576)))
      case .accelerator:
        traits.append(PlaceTraits(.accelerator, device: device, capacity: 1000))
      case .rest:
        traits.append(
          PlaceTraits(
            .rest, device: device, capacity: cores,
            idlePrior: UInt64(facts.nominalWall.idle * 1e6)))
      default: break
      }
    }
    return traits
  }

  /// Hands what a sample shows to the ledger; between two rounds only what the agent reads itself.
  func read(
    _ sample: Sample, isBetween: Bool, at now: UInt64, into ledger: inout Ledger
  ) {
    for (index, energy) in sample.energy.enumerated() {
      ledger.read(index, .counter(energy), at: now)
    }
    guard !isBetween else { return }
    for (index, device) in sample.accelerators.enumerated() {
      ledger.read(firstDevice + index, .counter(device.millijoules), at: now)
    }
    if facts.hasWallMeter, let watts = sample.wallWatts {
      ledger.read(last, .power(UInt64(watts) * 1_000_000), at: now)
    }
  }

  /// Hands the table's watts at a utilization, in millionths, to the ledger where nothing measures.
  func estimate(_ utilization: UInt32, at now: UInt64, into ledger: inout Ledger) {
    guard facts.domains.isEmpty, !facts.hasWallMeter else { return }
    let (idle, full) = facts.nominalWall
    let watts = idle + (full - idle) * Double(utilization) / 1e6
    ledger.read(last, .power(UInt64(watts * 1e6)), at: now)
  }
}
