import NodeModel
import Testing

@Suite("Readings")
struct ReadingsTests {
  private static let metric = Metric("nodeprobe_test_watts", "Watts")
  private static func table(_ devices: String...) -> (SeriesTable, [Series]) {
    var table = SeriesTable()
    let series = devices.map { table.add(Self.metric, ["device": $0]) }
    return (table, series)
  }

  @Test("what was never set is absent, not 0")
  func absentAtFirst() {
    let (table, _) = Self.table("a", "b")
    #expect(Readings(for: table).values == [.absent, .absent])
  }

  @Test("a failed read takes the old value away and is counted by its reason until it is mended")
  func failure() {
    let (table, series) = Self.table("a", "b")
    var readings = Readings(for: table)
    readings.set(series[0], 5)
    readings.fail(series[0], .inputOutput)
    readings.fail(series[1], .inputOutput)
    readings.fail(series[1], .accessDenied)
    #expect(readings.values == [.absent, .absent])
    #expect(readings.failures[Int(FailureReason.inputOutput.rawValue)] == 1)
    #expect(readings.failures[Int(FailureReason.accessDenied.rawValue)] == 1)
    readings.set(series[0], 6)
    readings.clear(series[1])
    #expect(readings.mainFailure == nil)
    #expect(readings.values == [.real(6), .absent])
  }

  @Test("numbers that are none are refused and counted", arguments: [Double.nan, .infinity])
  func notFinite(value: Double) {
    let (table, series) = Self.table("a")
    var readings = Readings(for: table)
    readings.set(series[0], value)
    #expect(readings.values == [.absent])
    #expect(readings.refused[Int(FailureReason.implausible.rawValue)] == 1)
  }

  @Test("a new table keeps what the old one said of series that stay, and all counts of refusals")
  func adoption() {
    let (old, oldSeries) = Self.table("a", "b")
    var before = Readings(for: old)
    before.set(oldSeries[0], 1)
    before.fail(oldSeries[1], .hung)
    before.refuse(oldSeries[0], .fault)
    before.set(oldSeries[0], 1)
    let (new, _) = Self.table("c", "b", "a")
    var after = Readings(for: new)
    after.adopt(before, of: old, for: new)
    #expect(after.values == [.absent, .absent, .real(1)])
    #expect(after.failures[Int(FailureReason.hung.rawValue)] == 1)
    #expect(after.refused[Int(FailureReason.fault.rawValue)] == 1)
  }

  @Test("a label above the limit is cut between characters")
  func longLabel() {
    let label = Label("x", String(repeating: "é", count: 400))
    #expect(label.value == String(repeating: "é", count: 256))
  }

  @Test("a probe that declares without end fills only its own table")
  func tableLimit() {
    var table = SeriesTable()
    for index in 0..<SeriesTable.limit + 10 { _ = table.add(Self.metric, ["n": "\(index)"]) }
    #expect(table.entries.count == SeriesTable.limit)
  }
}
