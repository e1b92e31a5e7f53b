internal import LinuxFiles
internal import Synchronization

/// The structured log on standard error: a level, a message, and named values.
///
/// Under systemd each line begins with the priority that journald understands; elsewhere with the word. A reader that
/// does not read costs lines and no round: they are counted.
public struct Log: Sendable {
  /// How much a line matters; the numbers are syslog's.
  public enum Level: Int, Comparable, Sendable, CaseIterable {
    case error = 3
    case warning = 4
    case info = 6
    case debug = 7

    /// The word in the configuration and on the line.
    public var word: String {
      switch self {
      case .error: "error"
      case .warning: "warning"
      case .info: "info"
      case .debug: "debug"
      }
    }

    /// Errors come first.
    public static func < (left: Level, right: Level) -> Bool { left.rawValue < right.rawValue }
  }

  private let level: Level
  private let isJournal: Bool
  private let losses = Losses()

  private final class Losses: Sendable {
    let count = Atomic<UInt64>(0)
    /// Whether the last line was lost: the next one waits for nobody.
    let isStuck = Atomic(false)
  }

  /// How long a line waits for a reader.
  private static let patience: Int32 = 100

  /// Writes lines up to `level`.
  public init(upTo level: Level, isJournal: Bool) {
    self.level = level
    self.isJournal = isJournal
  }

  /// Lines that nobody read in time.
  var lostLines: UInt64 { losses.count.load(ordering: .relaxed) }

  /// Something failed that a person should look at.
  public func error(_ message: String, _ values: KeyValuePairs<String, String> = [:]) {
    write(.error, message, values)
  }

  /// Something is not as it should be, and the agent goes on.
  public func warning(_ message: String, _ values: KeyValuePairs<String, String> = [:]) {
    write(.warning, message, values)
  }

  /// Something that happens rarely and is as it should be.
  public func info(_ message: String, _ values: KeyValuePairs<String, String> = [:]) {
    write(.info, message, values)
  }

  /// For whoever looks for a cause.
  public func debug(_ message: String, _ values: KeyValuePairs<String, String> = [:]) {
    write(.debug, message, values)
  }

  private func write(_ level: Level, _ message: String, _ values: KeyValuePairs<String, String>) {
    guard level <= self.level else { return }
    var line = isJournal ? "<\(level.rawValue)>" : level.word + ": "
    line += message
    for (key, value) in values {
      line += " " + key + "=" + Self.quoted(value)
    }
    line += "\n"
    let isStuck = losses.isStuck.load(ordering: .relaxed)
    let isTaken = StandardStream.error.offer(line, milliseconds: isStuck ? 0 : Self.patience)
    losses.isStuck.store(!isTaken, ordering: .relaxed)
    if !isTaken { losses.count.wrappingAdd(1, ordering: .relaxed) }
  }

  /// A value as it stands on a line: in quotes where it is empty or has blanks, without line ends.
  static func quoted(_ value: String) -> String {
    var clean = value.unicodeScalars.map { $0.value < 0x20 ? " " : $0 }
    // By scalars: a mark behind a quotation mark makes another character of both.
    guard clean.isEmpty || clean.contains(where: { [" ", "\"", "="].contains($0) }) else {
      return String(String.UnicodeScalarView(clean))
    }
    clean = clean.flatMap { $0 == "\"" ? ["\\", $0] : [$0] }
    return "\"" + String(String.UnicodeScalarView(clean)) + "\""
  }
}
