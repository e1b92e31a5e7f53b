import LinuxFiles
import NodeModel
import TestSupport

@testable import Probes

/// A source of power that the agent reads itself, below a tree, read as often as a test likes.
final class PowerReader {
  let source: any MeterSource
  private(set) var page: Readings
  private var buffer = ReadBuffer()
  private(set) var time: UInt64 = 5_000_000_000

  /// Finds the instruments and reads them once; nil where there are none.
  init?(_ type: any MeterSource.Type, sys: String) throws {
    var series = SeriesTable()
    guard let source = try type.init(below: try Root(proc: sys, sys: sys), series: &series) else {
      return nil
    }
    self.source = source
    page = Readings(for: series)
    round()
  }

  /// Reads everything once more, `seconds` after the last time.
  func round(after seconds: Double = 1) {
    time += UInt64(seconds * 1e9)
    page.begin(at: time)
    source.read(into: &page, buffer: &buffer)
  }

  /// What the instrument of a source, domain and device showed, "rapl package 0"; nil where there is none.
  subscript(name: String) -> MeterReading? {
    index(name).map { source.meterReadings.values[$0] }
  }

  /// The meter of that name.
  func meter(_ name: String) -> Meter? { index(name).map { source.instruments[$0].meter } }

  /// All names, in the order of the instruments.
  var names: [String] { source.instruments.map { Self.name($0.meter) } }

  private func index(_ name: String) -> Int? { names.firstIndex(of: name) }

  static func name(_ meter: Meter) -> String {
    [meter.source, meter.domain.word, meter.device].filter { !$0.isEmpty }.joined(separator: " ")
  }
}
