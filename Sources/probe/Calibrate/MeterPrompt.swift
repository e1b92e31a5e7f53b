import CLinux
import LinuxFiles
import NodeModel

/// A meter that a person reads: each step asks for its watts while the load stays on.
final class MeterPrompt: ReferenceMeter {
  let name = "readings by hand"
  let scope = Calibration.Scope.node
  let bounds: EnergyBounds?
  /// Reading a display three times takes its time.
  let patience: UInt64 = 600_000_000_000

  private var series = WattSeries()
  private var rest: [UInt8] = []

  init(bounds: EnergyBounds?) {
    self.bounds = bounds
  }

  func begin(_ title: String) {
    // What was typed too early belongs to no step.
    _ = input()
    rest = []
    StandardStream.error.write("\r\u{1B}[K\(title): what does the meter show? Three readings: ")
  }

  func poll(at now: UInt64) throws {
    rest.append(contentsOf: input())
    while let end = rest.firstIndex(of: 10) {
      let words = rest[..<end].split { $0 == 32 || $0 == 9 || $0 == 13 }
      rest.removeSubrange(...end)
      let watts = words.compactMap { Double(String(decoding: $0, as: UTF8.self)) }
      guard watts.count == words.count, watts.allSatisfy({ $0.isFinite && $0 > 0 }) else {
        StandardStream.error.write("Watts, such as 41.2 41.5 41.3: ")
        continue
      }
      for reading in watts { series.add(reading, at: now) }
    }
  }

  func watts(after start: UInt64, through end: UInt64) -> [Double] {
    series.watts(after: start, through: end)
  }

  /// What was typed since the last look.
  private func input() -> [UInt8] {
    var wait = pollfd(fd: 0, events: Int16(POLLIN), revents: 0)
    guard unsafe CLinux.poll(&wait, 1, 0) > 0 else { return [] }
    var bytes = [UInt8](repeating: 0, count: 1024)
    let count = unsafe read(0, &bytes, bytes.count)
    return count > 0 ? Array(bytes[..<count]) : []
  }
}
