/// What records name by numbers, and what they hold.
struct RecordTables {
  let benchmarks = BenchmarkNames()
  let factors = FactorTexts()
  /// Whether anybody wants the samples of benchmarks: a merge copies them as they are written.
  let keepsSamples: Bool
}
