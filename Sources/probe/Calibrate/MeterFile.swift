import CLinux
import LinuxFiles
import NodeModel

/// A meter outside, whose readings another program writes into a file meanwhile.
///
/// A line is `SECONDS WATTS` or `WATTS`, with blanks, a comma or a semicolon between; further columns and
/// lines of words are passed over. Seconds may have any beginning, such as 1970 or the meter's own start:
/// the line that came soonest after its time tells how far the two clocks are apart. Lines without a time
/// are taken as they come. What stood in the file before is not read.
final class MeterFile: ReferenceMeter {
  let name: String
  /// A meter at the plug, or at the supply of a board.
  let scope = Calibration.Scope.node
  let bounds: EnergyBounds?

  private let path: String
  private let file: FileDescriptor
  private var rest: [UInt8] = []
  /// Lines with a time of their own, in nanoseconds of theirs.
  private var timed: [(time: Double, watts: Double)] = []
  private var untimed = WattSeries()
  /// By how much our clock is ahead of the meter's, in nanoseconds.
  private var ahead = Double.infinity
  /// Lines that are none, as far as they say something.
  private var strange = 0
  private var start: UInt64?

  /// Nothing comes, or nothing that is a reading.
  struct Refusal: Error, CustomStringConvertible {
    let description: String
  }
  private static let firstPatience: UInt64 = 15_000_000_000

  /// Opens the file at its end; a pipe or a terminal is read from now on. Throws where it is not there.
  init(_ path: String, bounds: EnergyBounds?) throws(SystemError) {
    self.path = path
    self.bounds = bounds
    name = "meter file \(path.split(separator: "/").last.map(String.init) ?? path)"
    file = try FileDescriptor(opening: path)
    // A pipe has no end to go to.
    lseek(file.raw, 0, SEEK_END)
  }

  func poll(at now: UInt64) throws {
    let begin = start ?? now
    start = begin
    var chunk = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = unsafe read(file.raw, &chunk, chunk.count)
      guard count > 0 else { break }
      rest.append(contentsOf: chunk[..<count])
      take(at: now)
      // Nobody's line is that long.
      guard rest.count < 1 << 16 else {
        throw Refusal(description: "\(path) has no lines; write SECONDS WATTS on each")
      }
    }
    guard timed.isEmpty, untimed.watts(after: 0, through: .max).isEmpty else { return }
    if strange > 3 {
      throw Refusal(
        description: "\(path): no line is a reading; write SECONDS WATTS, such as 1795271444.2 41.7"
      )
    }
    guard now < begin + Self.firstPatience else {
      throw Refusal(
        description:
          "\(path): no line has come in \(Self.firstPatience / 1_000_000_000) s; does its "
          + "program write each line at once (stdbuf -oL)?")
    }
  }

  func watts(after start: UInt64, through end: UInt64) -> [Double] {
    let own = timed.filter { $0.time + ahead > Double(start) && $0.time + ahead <= Double(end) }
    return own.map(\.watts) + untimed.watts(after: start, through: end)
  }

  /// Takes the lines that are complete.
  private func take(at now: UInt64) {
    while let end = rest.firstIndex(of: 10) {
      let line = rest[..<end]
      rest.removeSubrange(...end)
      switch MeterLine(line) {
      case .reading(let seconds?, let watts):
        timed.append((seconds * 1e9, watts))
        ahead = min(ahead, Double(now) - seconds * 1e9)
      case .reading(nil, let watts): untimed.add(watts, at: now)
      case .nothing: break
      case .strange: strange += 1
      }
    }
  }
}
