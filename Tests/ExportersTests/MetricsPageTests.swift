import NodeModel
import Testing

@testable import Exporters

@Suite("Metrics page")
struct MetricsPageTests {
  private static let temperature = Metric(
    "nodeprobe_test_temperature_celsius", "How \\hot\\\nit is")
  private static let bytes = Metric("nodeprobe_test_read_bytes_total", "Bytes read")
  private static let build = Metric("nodeprobe_test_info", "What \"it\" is")
  private static let unknown = Metric("nodeprobe_test_unknown", "Never seen")

  private func page(_ format: TextFormat) -> String {
    var table = SeriesTable()
    let b = table.add(Self.bytes, ["device": "sda"])
    let hot = table.add(Self.temperature, ["label": "a \"b\" \\c\nd"])
    let cold = table.add(Self.temperature, ["label": "ünï"])
    _ = table.add(Self.unknown)
    let info = table.add(Self.build, ["version": "1"])
    let twin = table.add(Self.temperature, ["label": "ünï"])
    var readings = Readings(for: table)
    readings.set(b, count: 18_446_744_073_709_551_615)
    readings.set(hot, 41.5)
    readings.set(cold, -3)
    readings.set(twin, 99)
    readings.set(info, count: 1)
    let catalogue = Catalogue([table])
    let snapshot = Snapshot(
      sequence: 1, time: 1, wallTime: 1, catalogue: catalogue, values: readings.values)
    var text = ByteText()
    MetricsPage(catalogue, as: format).render(snapshot, into: &text)
    return String(decoding: text.bytes, as: UTF8.self)
  }

  @Test(
    "the Prometheus page has families in order, escapes, and neither unknown nor doubled series")
  func prometheus() {
    #expect(
      page(.prometheus) == #"""
        # HELP nodeprobe_test_info What "it" is
        # TYPE nodeprobe_test_info gauge
        nodeprobe_test_info{version="1"} 1
        # HELP nodeprobe_test_read_bytes_total Bytes read
        # TYPE nodeprobe_test_read_bytes_total counter
        nodeprobe_test_read_bytes_total{device="sda"} 18446744073709551615
        # HELP nodeprobe_test_temperature_celsius How \\hot\\\nit is
        # TYPE nodeprobe_test_temperature_celsius gauge
        nodeprobe_test_temperature_celsius{label="a \"b\" \\c\nd"} 41.5
        nodeprobe_test_temperature_celsius{label="ünï"} -3

        """#)
  }

  @Test("the OpenMetrics page names families without suffix, says units and ends in EOF")
  func openMetrics() {
    #expect(
      page(.openMetrics) == #"""
        # HELP nodeprobe_test What \"it\" is
        # TYPE nodeprobe_test info
        nodeprobe_test_info{version="1"} 1
        # HELP nodeprobe_test_read_bytes Bytes read
        # TYPE nodeprobe_test_read_bytes counter
        # UNIT nodeprobe_test_read_bytes bytes
        nodeprobe_test_read_bytes_total{device="sda"} 18446744073709551615
        # HELP nodeprobe_test_temperature_celsius How \\hot\\\nit is
        # TYPE nodeprobe_test_temperature_celsius gauge
        # UNIT nodeprobe_test_temperature_celsius celsius
        nodeprobe_test_temperature_celsius{label="a \"b\" \\c\nd"} 41.5
        nodeprobe_test_temperature_celsius{label="ünï"} -3
        # EOF

        """#)
  }

  @Test("OpenMetrics says behind each counter that has a number when it began")
  func beginnings() {
    var table = SeriesTable()
    let beginning: UInt64 = 1_763_928_467_123_999_999
    let sda = table.add(Self.bytes, ["device": "sda"], since: beginning)
    _ = table.add(Self.bytes, ["device": "sdb"], since: beginning)
    let sdc = table.add(Self.bytes, ["device": "sdc"])
    let hot = table.add(Self.temperature, since: beginning)
    var readings = Readings(for: table)
    readings.set(sda, count: 7)
    readings.set(sdc, count: 8)
    readings.set(hot, count: 9)
    let snapshot = Snapshot(
      sequence: 1, time: 1, wallTime: 1, catalogue: Catalogue([table]), values: readings.values)
    let samples = TextFormat.allCases.map { format in
      var text = ByteText()
      MetricsPage(snapshot.catalogue, as: format).render(snapshot, into: &text)
      return String(decoding: text.bytes, as: UTF8.self).split(separator: "\n").filter {
        !$0.hasPrefix("#")
      }
    }
    #expect(
      samples[TextFormat.openMetrics.rawValue] == [
        #"nodeprobe_test_read_bytes_total{device="sda"} 7"#,
        #"nodeprobe_test_read_bytes_created{device="sda"} 1763928467.123"#,
        #"nodeprobe_test_read_bytes_total{device="sdc"} 8"#,
        "nodeprobe_test_temperature_celsius 9",
      ])
    #expect(
      samples[TextFormat.prometheus.rawValue] == [
        #"nodeprobe_test_read_bytes_total{device="sda"} 7"#,
        #"nodeprobe_test_read_bytes_total{device="sdc"} 8"#,
        "nodeprobe_test_temperature_celsius 9",
      ])
  }

  @Test("a series that was declared twice is counted once for its probe")
  func duplicates() {
    var one = SeriesTable()
    _ = one.add(Self.temperature, ["a": "1", "b": "2"])
    var two = SeriesTable()
    // The same labels in another order are the same series.
    _ = two.add(Self.temperature, ["b": "2", "a": "1"])
    _ = two.add(Self.temperature, ["b": "3", "a": "1"])
    let catalogue = Catalogue([one, two])
    #expect(catalogue.duplicates(in: 0) == 0)
    #expect(catalogue.duplicates(in: 1) == 1)
    #expect(catalogue.isFirst == [true, false, true])
  }
}
