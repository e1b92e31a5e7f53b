/// What records name by numbers.
struct RecordTables {
  let benchmarks = BenchmarkNames()
  let factors = FactorTexts()
}
