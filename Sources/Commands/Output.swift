public import Exporters
public import LinuxFiles

/// Where a command's result goes: what cannot be written fails the command.
public enum Output {
  /// The bytes did not arrive, or not whole.
  public struct Failure: Error, CustomStringConvertible {
    let cause: SystemError

    /// Wraps what went wrong.
    public init(_ cause: SystemError) { self.cause = cause }

    /// One line: what cannot be written, and why.
    public var description: String { cause.description }

    /// Nobody reads any more, as behind `| head`: nothing that anybody has to be told.
    public var isSilent: Bool { cause.isBrokenPipe }

    /// What a shell says of a program that SIGPIPE ended, for that is how we end where nobody reads unless our parent
    /// ignores the signal.
    static let silentStatus: Int32 = 141
  }

  /// Writes `text` to standard output as it is.
  public static func write(_ text: String) throws(Failure) {
    try write(bytes: Array(text.utf8))
  }

  /// Writes each of `lines` to standard output, none where there is none.
  public static func write(lines: [String]) throws(Failure) {
    try write(lines.map { $0 + "\n" }.joined())
  }

  /// Writes `bytes` to standard output as they are.
  public static func write(bytes: [UInt8]) throws(Failure) {
    do {
      try StandardStream.output.deliver(bytes)
    } catch {
      throw Failure(error)
    }
  }

  /// Writes one JSON document on a line to standard output.
  public static func write(json body: (inout JSONWriter) -> Void) throws(Failure) {
    var writer = JSONWriter()
    body(&writer)
    writer.newline()
    try write(bytes: writer.text.bytes)
  }

  /// Hands what `body` writes to standard output, or to a file that takes the place of `path` when all is there.
  ///
  /// - Throws: `Failure` where it cannot be written, and what `body` throws.
  public static func stream(
    to path: String?, _ body: (_ write: ([UInt8]) throws -> Void) throws -> Void
  ) throws {
    guard let path else { return try body { try write(bytes: $0) } }
    let file = try PendingFile(path)
    try body { try file.write($0) }
    try file.finish()
  }

  /// Hands what is written of each of some files to them; none takes the place of another before all are there.
  ///
  /// - Throws: `Failure` where one cannot be written, and what `body` throws.
  public static func stream<Files: Sequence>(
    _ files: Files, to path: (Files.Element) -> String,
    _ body: (Files.Element, _ write: ([UInt8]) throws -> Void) throws -> Void
  ) throws {
    var pending: [PendingFile] = []
    for element in files {
      let file = try PendingFile(path(element))
      try body(element) { try file.write($0) }
      pending.append(file)
    }
    for file in pending { try file.finish() }
  }

  /// A file before it takes its place.
  private final class PendingFile {
    private var file: ReplacedFile

    init(_ path: String) throws(Failure) {
      do throws(SystemError) {
        file = try ReplacedFile(path)
      } catch {
        throw Failure(error)
      }
    }

    func write(_ bytes: [UInt8]) throws(Failure) {
      do throws(SystemError) {
        try file.write(bytes)
      } catch {
        throw Failure(error)
      }
    }

    func finish() throws(Failure) {
      do throws(SystemError) {
        try file.finish()
      } catch {
        throw Failure(error)
      }
    }
  }
}
