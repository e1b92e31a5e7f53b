/// What records name by numbers, and whether they have what sensors showed.
struct RecordTables {
  let benchmarks = BenchmarkNames()
  let factors = FactorTexts()
  /// Only the report for people says how warm nodes are.
  var readsSensors = false
}
