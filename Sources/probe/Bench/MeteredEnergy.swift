import BenchKit
import CLinux
import EnergyLedger
import LinuxFiles
import NodeModel
import Probes

/// What the machine draws, by the meters that answer at once with a number that is new: RAPL and its kind. Sensor chips
/// behind slow buses are left to the agent, and so are the controllers of Cray nodes, of whose numbers a tenth of a
/// second sees none or two.
///
/// The ledger converts, so wraps, twins and nested domains are treated as in the agent.
final class MeteredEnergy: EnergyCounter {
  private struct Source {
    let source: any MeterSource
    var page: Readings
    /// The number of its first meter in the ledger.
    let first: Int
  }
  private var sources: [Source] = []
  private var ledger: Ledger
  private let meters: [Meter]
  private var buffer = ReadBuffer()

  /// Nil where the machine has no such meter, readable or not.
  init?(below root: borrowing Root) {
    var instruments: [Instrument] = []
    for type in ProbeRegistry.meterSources {
      var series = SeriesTable()
      guard let source = try? type.init(below: root, series: &series),
        source.instruments.allSatisfy({ $0.meter.cadence <= Self.slowestCadence })
      else { continue }
      sources.append(
        Source(source: source, page: Readings(for: series), first: instruments.count))
      instruments += source.instruments
    }
    meters = instruments.map(\.meter)
    ledger = Ledger(
      epoch: Epoch(random: (0, 0)), bootID: "", topology: Topology(meters: meters), at: Self.now)
    if instruments.isEmpty { return nil }
    // Energy is told from the second reading on.
    _ = read()
  }

  func read() -> EnergyReading? {
    let now = Self.now
    ledger.begin(at: now)
    for index in sources.indices {
      let source = sources[index].source
      sources[index].page.begin(at: UInt64(now.boottime))
      source.read(into: &sources[index].page, buffer: &buffer)
      let readings = source.meterReadings
      for (meter, reading) in readings.values.enumerated() {
        ledger.read(sources[index].first + meter, reading, at: readings.times[meter])
      }
    }
    ledger.end()
    var joules: [String: Double] = [:]
    var worst = Tier.wall
    for place in ledger.placeIndices {
      let status = ledger.status(place)
      guard let meter = status.meter else { continue }
      worst = max(worst, meters[meter].tier)
      joules["\(status.component.word) \(status.device)"] = status.energy.joules
    }
    return joules.isEmpty ? nil : EnergyReading(joules: joules, quality: worst.quality)
  }

  /// Nanoseconds between two numbers of a counter: twenty of them in the shortest stretch make five percent.
  private static let slowestCadence = UInt64(Runner.shortestStretch * 1e9) / 20

  private static var now: RoundTime {
    RoundTime(
      boottime: nanoseconds(of: CLOCK_BOOTTIME), awake: nanoseconds(of: CLOCK_MONOTONIC),
      realtime: nanoseconds(of: CLOCK_REALTIME))
  }

  private static func nanoseconds(of clock: clockid_t) -> UInt64 {
    var time = timespec()
    unsafe clock_gettime(clock, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}
