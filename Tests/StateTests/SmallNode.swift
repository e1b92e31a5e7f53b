import EnergyLedger
import NodeModel

/// A node with one socket that draws so many joules a round.
struct SmallNode: ~Copyable {
  static let limits = LedgerLimits(jobs: 4, mostOwners: 16, mostRows: 50)
  static let topology = Topology(
    meters: [
      Meter(
        source: "rapl", domain: .package, device: "0", kind: .counter(CounterScale()),
        tier: .components, bounds: .exact, maximumMicrowatts: 500_000_000)
    ],
    places: [PlaceTraits(.package, device: "0", capacity: 8000)])

  var ledger: Ledger
  private(set) var seconds: UInt64
  private(set) var joules: UInt64 = 0

  /// A node whose clock shows so many seconds since 1970.
  init(at seconds: UInt64 = 1_772_460_000) {
    self.seconds = seconds
    ledger = Ledger(
      epoch: Epoch(high: 7, low: 9), bootID: "boot 1", topology: Self.topology,
      at: Self.time(seconds), limits: Self.limits)
  }

  static func time(_ seconds: UInt64) -> RoundTime {
    RoundTime(
      boottime: (seconds - 1_772_000_000) * 1_000_000_000, realtime: seconds * 1_000_000_000)
  }

  /// A round some seconds later, in which so many joules flowed.
  mutating func round(_ joules: UInt64, after passed: UInt64 = 1) {
    seconds += passed
    self.joules += joules
    let time = Self.time(seconds)
    ledger.begin(at: time)
    ledger.read(0, .counter(self.joules * 1_000_000), at: UInt64(time.boottime))
    ledger.end()
  }

  /// The ledger's words now.
  func words(isCleanStop: Bool = false) -> [UInt64] {
    var words: [UInt64] = []
    ledger.encode(into: &words, isCleanStop: isCleanStop)
    return words
  }
}
