internal import CLinux
internal import LinuxFiles
internal import NodeModel

/// The same counters as `PowercapEnergy`, read through perf events where powercap cannot be.
///
/// Source: the kernel's `power` unit (`PerfEnergyEvent`), counts since the event was opened. Users whom
/// nobody lets read powercap's files may be given CAP_PERFMON. What powercap tells is not declared again.
/// Discovery was tried on trees, reading only in a virtual machine whose hypervisor shows the unit and keeps its
/// counter at 0: there it is left out.
final class PerfEnergy: MeterSource {
  static let name: StaticString = "rapl_perf"
  static var watched: StaticString? { "bus/event_source/devices" }

  /// How long to wait before an event that was denied is asked for again, in nanoseconds.
  private static let patience: UInt64 = 10_000_000_000

  private let events: [PerfEnergyEvent]
  private var counters: [PerfCounter?]
  /// Whether each is still to be read for the first time.
  private var isFresh: [Bool]
  private var denials: [FailureReason]
  private var nextTry: UInt64 = 0
  private var board: InstrumentBoard
  /// Whether the events are the running kernel's.
  private let isLive: Bool

  var instruments: [Instrument] { board.instruments }
  var meterReadings: MeterReadings { board.readings }

  init?(below root: borrowing Root, series: inout SeriesTable) throws(SystemError) {
    let told = Self.toldByPowercap(below: root)
    let isGuest = root.isLive && PowerAbsence.reason(below: root) == .inVirtualMachine
    events = PerfEnergyEvent.all(in: root.sys).filter {
      !told.contains([$0.domain.word, $0.device]) && !(isGuest && Self.isHollow($0))
    }
    counters = events.map { _ in nil }
    isFresh = events.map { _ in true }
    denials = events.map { _ in .unavailable }
    board = InstrumentBoard(events.map(Self.instrument), series: &series)
    isLive = root.isLive
    if events.isEmpty { return nil }
  }

  func read(into readings: inout Readings, buffer: inout ReadBuffer) {
    open(at: readings.time)
    for (index, counter) in counters.enumerated() {
      guard let counter else {
        board.set(index, .failed(denials[index]), on: &readings)
        continue
      }
      do {
        let count = try counter.count()
        board.set(
          index, Self.reading(count, of: events[index].domain, isFirst: isFresh[index]),
          on: &readings)
        isFresh[index] = false
      } catch {
        board.fail(index, error, on: &readings)
      }
    }
  }

  /// A package, its memory or a platform that has used nothing since the round in which the event was opened is not
  /// wired to its counter.
  static func reading(_ count: UInt64, of domain: EnergyDomain, isFirst: Bool) -> MeterReading {
    let isWhole = [.package, .dram, .psys].contains(domain)
    return count == 0 && isWhole && !isFirst ? .failed(.stuck) : .counter(count)
  }

  private func open(at time: UInt64) {
    // The numbers of another machine's units mean something else here.
    guard isLive, time >= nextTry, counters.contains(where: { $0 == nil }) else { return }
    nextTry = time + Self.patience
    for (index, event) in events.enumerated() where counters[index] == nil {
      guard event.scale != nil else {
        denials[index] = .garbled
        continue
      }
      do {
        counters[index] = try PerfCounter(type: event.type, config: event.config, cpu: event.cpu)
      } catch {
        denials[index] = FailureReason(error)
      }
    }
  }

  /// Whether the machine's event can be opened and does not count: some hypervisors answer 0 for registers that they
  /// hide. Of packages the kernel sees that itself, and a counter that an emulator keeps may move once a second only.
  ///
  /// What powers a machine adds thousands of units in the 3 ms, which are some of its updates.
  private static func isHollow(_ event: PerfEnergyEvent) -> Bool {
    guard event.domain == .psys,
      let counter = try? PerfCounter(type: event.type, config: event.config, cpu: event.cpu)
    else { return false }
    usleep(3_000)
    return (try? counter.count()) == 0
  }

  /// Domains and devices whose counter powercap can read now.
  private static func toldByPowercap(below root: borrowing Root) -> Set<[String]> {
    guard let directory = try? Directory("class/powercap", below: root.sys) else { return [] }
    var told: Set<[String]> = []
    for zone in PowercapEnergy.zones(in: directory)
    where directory.text(of: zone.entry + "/energy_uj") != nil {
      told.insert([zone.domain.word, zone.device])
    }
    return told
  }

  private static func instrument(_ event: PerfEnergyEvent) -> Instrument {
    let usual: UInt64 = event.domain == .psys ? 10_000_000_000 : 2_000_000_000
    var meter = Meter(
      source: "rapl_perf", domain: event.domain, device: event.device,
      kind: .counter(event.scale ?? CounterScale()), tier: .components,
      bounds: EnergyBounds([.dram, .psys].contains(event.domain) ? 100_000 : 50_000),
      maximumMicrowatts: usual)
    meter.cadence = 1_000_000
    // Powercap and memory-mapped registers first.
    meter.preference = 2
    if event.domain != .core, event.domain != .uncore {
      let package = event.device.prefix { $0 != "-" }
      // Of several sockets each may show the same platform.
      meter.mirrorGroup =
        event.domain == .psys ? event.domain.word : "\(event.domain.word) \(package)"
    }
    meter.stillLimit = event.domain == .package || event.domain == .psys ? 60_000_000_000 : 0
    return Instrument(
      meter, place: "\(PerfEnergyEvent.folder)/events/\(event.name) CPU \(event.cpu)")
  }
}
