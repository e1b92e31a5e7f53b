/// What records name by numbers, and what they hold.
struct RecordTables {
  let benchmarks = BenchmarkNames()
  let factors = FactorTexts()
  let wanted: WantedParts
}
