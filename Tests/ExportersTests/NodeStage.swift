import NodeModel

/// A node put together by hand: series with values, and the snapshots that follow from them.
struct NodeStage {
  private var table = SeriesTable()
  private var values: [Value] = []
  private var catalogue: Catalogue?

  /// Declares a series with its first value.
  @discardableResult
  mutating func add(
    _ name: StaticString, _ labels: KeyValuePairs<String, String>, _ value: Value
  ) -> Int {
    let series = table.add(Metric(name, "For a test"), labels)
    values.append(value)
    catalogue = nil
    return series.index
  }

  /// Declares a series without labels.
  @discardableResult
  mutating func add(_ name: StaticString, _ value: Value) -> Int {
    add(name, [:], value)
  }

  subscript(place: Int) -> Value {
    get { values[place] }
    set { values[place] = newValue }
  }

  /// The snapshot `seconds` after the boot; the wall clock began at 2026-03-02T14:00:00Z.
  mutating func snapshot(at seconds: Double) -> Snapshot {
    let catalogue = self.catalogue ?? Catalogue([table])
    self.catalogue = catalogue
    let nanoseconds = UInt64((seconds * 1e9).rounded())
    return Snapshot(
      sequence: UInt64(seconds), time: nanoseconds,
      wallTime: 1_772_460_000_000_000_000 + nanoseconds, catalogue: catalogue, values: values)
  }
}
