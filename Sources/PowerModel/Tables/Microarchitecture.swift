internal import NodeModel
internal import Tables

/// Power of whole servers with CPUs of one microarchitecture, per hardware thread.
///
/// Source: `cpu_power_microarch.csv`, from SPECpower_ssj2008 results: power at the wall with everything in
/// the box, divided by the threads.
struct Microarchitecture: Hashable {
  /// As the table spells it: `amd-epyc-gen3`.
  let name: String
  /// From how many published results.
  let results: Int
  /// The years of the first and the last of them.
  let years: ClosedRange<Int>
  /// At active idle: median, 10th and 90th percentile.
  let idle: PowerBand
  /// At 100 %.
  let full: PowerBand

  /// Nil for a row that lacks something.
  init?(_ row: CSVRow) {
    guard let name = row["microarchitecture"], let results = row.integer("spec_results"),
      let first = row.integer("first_year"), let last = row.integer("last_year"), first <= last,
      let idle = Self.band(row, "idle_p10", "idle_w_per_thread_median", "idle_p90"),
      let full = Self.band(row, "max_p10", "max_w_per_thread_median", "max_p90")
    else { return nil }
    self.name = name
    self.results = results
    years = first...last
    self.idle = idle
    self.full = full
  }

  /// A millionth of a watt is a microwatt.
  private static func band(_ row: CSVRow, _ low: String, _ value: String, _ high: String)
    -> PowerBand?
  {
    guard let low = row.decimal(low), let value = row.decimal(value), let high = row.decimal(high),
      value > .zero
    else { return nil }
    return PowerBand(low: low.count, value: value.count, high: high.count)
  }

  /// All of them, in the table's order.
  static func all() -> [Microarchitecture] {
    EmbeddedTable.microarchitectures.rows().compactMap(Microarchitecture.init)
  }
}
