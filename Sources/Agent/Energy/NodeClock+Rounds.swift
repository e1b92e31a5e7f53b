internal import EnergyLedger

extension NodeClock {
  /// All three clocks now, for the ledger.
  func roundTime() -> RoundTime {
    RoundTime(boottime: now(), awake: awake(), realtime: wallTime())
  }
}
