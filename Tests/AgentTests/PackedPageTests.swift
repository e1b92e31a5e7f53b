import Exporters
import Foundation
import NodeModel
import TestSupport
import Testing

@testable import Agent

@Suite("Packed pages")
struct PackedPageTests {
  /// More series than the window of 32 kB holds, some with labels longer than a match.
  private static let catalogue: Catalogue = {
    var table = SeriesTable()
    for (metric, count) in [(Metric.first, 300), (.second, 1), (.third, 400), (.fourth, 3)] {
      for number in 0..<count {
        let long = String(repeating: "aäb\\\"", count: number % 50 == 0 ? 70 : 0)
        _ = table.add(metric, ["device": "bench.\(number / 8)", "label": "zone \(number)\(long)"])
      }
    }
    for number in 0..<200 {
      _ = table.add(
        .fifth, ["device": "bench.\(number)"],
        since: number % 3 == 0 ? nil : 1_763_928_467_000_000_000 + UInt64(number) * 777_777_777)
    }
    return Catalogue([table])
  }()

  @Test(
    "what gunzip(1) brings back is the page, whatever is absent and however long its numbers are",
    arguments: TextFormat.allCases)
  func roundTrip(format: TextFormat) throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    var state = seed
    func random(_ bound: UInt64) -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return (state >> 33) % bound
    }
    let folder = try TemporaryDirectory()
    let plan = MetricsPage(Self.catalogue, as: format)
    var packed = PackedPage(plan)
    var page = ByteText()
    // From nothing on the page over something to everything.
    for presence in [0, 1, 50, 90, 100, 3] as [UInt64] {
      let values = Self.catalogue.entries.map { _ -> Value in
        guard random(100) < presence else { return .absent }
        return random(2) == 0 ? .count(1 << random(64)) : .real(Double(random(9_999)) / 97)
      }
      let snapshot = Snapshot(
        sequence: 1, time: 1, wallTime: 1, catalogue: Self.catalogue, values: values)
      plan.render(snapshot, into: &page)
      packed.pack(snapshot, checksum: Gzip.checksum)
      let file = folder.path + "/page.gz"
      try Data(packed.bytes.withUnsafeBytes { Array($0) }).write(to: URL(fileURLWithPath: file))
      let unpacked = try Program.run("/bin/gunzip", "-c", file)
      #expect(unpacked.status == 0, "seed \(seed), \(presence) % present")
      #expect(unpacked.output == String(decoding: page.bytes, as: UTF8.self), "seed \(seed)")
      if presence == 100 { #expect(packed.bytes.byteCount * 2 < page.bytes.count) }
    }
  }
}

extension Metric {
  fileprivate static let first = Metric("nodeprobe_first_celsius", "First")
  fileprivate static let second = Metric("nodeprobe_second_total", "Second")
  fileprivate static let third = Metric("nodeprobe_third_ratio", "Third, and a longer help text")
  fileprivate static let fourth = Metric("nodeprobe_fourth_info", "Fourth")
  fileprivate static let fifth = Metric("nodeprobe_fifth_total", "Fifth")
}
