import Footprint
import NodeModel
import TestSupport
import Testing

/// A node with factors, owners and slots of its own.
struct RandomNode {
  /// What one owner used and held in one slot.
  struct Use {
    let time: Int64
    let energy: UInt64
    let reservation: Reservation
  }

  /// Another intensity in each slot, with bounds.
  struct Weather: IntensityProvider {
    let grams: [Int64: Factor]
    let zone: String
    let basis: EmissionBasis

    func intensity(
      on rung: IntensityRung, at time: Int64
    ) -> Result<GridIntensity, IntensityMiss> {
      guard rung == .live else { return .failure(.noProvider) }
      guard let factor = grams[time] else { return .failure(.noValue) }
      return .success(
        GridIntensity(
          factor, basis: basis, zone: zone, rung: .live, source: "weather", quality: .measured))
    }
  }

  /// Another PUE in each slot, with bounds.
  struct Cooling: PUESource {
    let ratios: [PowerUsageEffectiveness]

    func effectiveness(at time: Int64) -> PowerUsageEffectiveness {
      ratios[Int(time / 300) % ratios.count]
    }
  }

  /// What is the same for all nodes and is looked up once.
  struct Tables {
    let places: [EmissionBasis: [TabledIntensity]]
    let parts: [EmbodiedPart]

    init() throws {
      places = [
        .direct: [try TabledIntensity(GridPlace("US-TX"), basis: .direct)],
        .lifecycle: try ["DE", "SE-SE3", "US"].map {
          try TabledIntensity(GridPlace($0), basis: .lifecycle)
        },
      ]
      parts = ServerParts(
        sockets: 2, memoryGigabytes: 512, hardDisks: 1, solidStateDisks: 2,
        accelerators: [.init(key: "gpu_l4", count: 2)]
      ).parts()
    }
  }

  static let slotMilliseconds: UInt64 = 300_000
  let model: FootprintModel
  let cooling: Cooling
  let weather: Weather
  let capacity: NodeCapacity
  /// By slot, then by owner; the last owner is `unallocated`.
  let uses: [[Use]]

  init(using random: inout SeededRandom, basis: EmissionBasis, _ tables: Tables) throws {
    let place = try #require(tables.places[basis]?.randomElement(using: &random))
    let times = (0..<Int64.random(in: 1...12, using: &random)).map { $0 * 300 }
    var grams: [Int64: Factor] = [:]
    for time in times where Bool.random(using: &random) {
      grams[time] = Self.factor(in: 1_000_000...1_999_000_000, using: &random)
    }
    weather = Weather(grams: grams, zone: place.place.text, basis: basis)
    var ratios: [PowerUsageEffectiveness] = []
    for _ in 0..<3 {
      let factor = Self.factor(in: 1_000_000...3_000_000, using: &random)
      ratios.append(
        try PowerUsageEffectiveness(
          factor.value, within: factor.interval, status: .measured, category: .interim, year: nil,
          source: "random"))
    }
    cooling = Cooling(ratios: ratios)
    capacity = NodeCapacity(
      cores: .random(in: 1...256, using: &random), accelerators: .random(in: 0...8, using: &random),
      memoryMebibytes: .random(in: 1...1 << 21, using: &random))
    model = FootprintModel(
      effectiveness: cooling,
      grid: IntensityChain(place, live: [weather]),
      market: try MarketMix(
        contracts: [
          .init(
            share: Millionths(count: .random(in: 0...1_000_000, using: &random)),
            intensity: Millionths(count: .random(in: 0...60_000_000, using: &random)),
            source: "wind")
        ]),
      embodied: EmbodiedRates(tables.parts, of: capacity),
      tariff: Currency("EUR").flatMap {
        Tariff(
          currency: $0,
          perKilowattHour: Millionths(count: .random(in: 1...900_000, using: &random)),
          perCoreHour: Millionths(count: .random(in: 1...99_999, using: &random)),
          perAcceleratorHour: Millionths(count: 2_500_000))
      })
    let owners = Int.random(in: 0...6, using: &random)
    var uses: [[Use]] = []
    for time in times {
      uses.append(Self.slot(at: time, owners: owners, capacity, using: &random))
    }
    self.uses = uses
  }

  private static func slot(
    at time: Int64, owners: Int, _ capacity: NodeCapacity, using random: inout SeededRandom
  ) -> [Use] {
    let wanted = (0..<owners).map { _ in
      Reservation(
        cores: .random(in: 0...capacity.cores, using: &random),
        accelerators: .random(in: 0...capacity.accelerators, using: &random),
        memoryMebibytes: .random(in: 0...capacity.memoryMebibytes, using: &random),
        milliseconds: slotMilliseconds)
    }
    let settled = capacity.settle(wanted, milliseconds: slotMilliseconds)
    return (settled.owners + [settled.unallocated]).map {
      Use(time: time, energy: .random(in: 0...1 << 40, using: &random), reservation: $0)
    }
  }

  /// Some factor in a range of millionths, mostly with an interval in that range.
  private static func factor(
    in range: ClosedRange<UInt64>, using random: inout SeededRandom
  ) -> Factor {
    let ends = (0..<3).map { _ in UInt64.random(in: range, using: &random) }.sorted()
    let value = Millionths(count: ends[1])
    let interval = Millionths(count: ends[0])...Millionths(count: ends[2])
    guard Int.random(in: 0..<4, using: &random) > 0 else { return Factor(value) }
    return Factor(value, within: interval) ?? Factor(value)
  }
}
