/// Where a run learns who used the CPUs; tests give their own.
public protocol LoadSource {
  /// What was counted until now; nil where it cannot be read.
  func counters() -> LoadCounters?
}
