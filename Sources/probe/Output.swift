import Exporters
import LinuxFiles

/// Standard output of every command: what cannot be written fails the command.
enum Output {
  /// The text did not arrive, or not whole.
  struct Failure: Error, CustomStringConvertible {
    let cause: SystemError

    var description: String { cause.description }

    /// Nobody reads any more, as behind `| head`: nothing that anybody has to be told.
    var isSilent: Bool { cause.isBrokenPipe }

    /// 1 as for every failed command. Where nobody reads, what a shell says of a program that SIGPIPE
    /// ended, for that is how we end unless our parent ignores the signal.
    var status: Int32 { isSilent ? 141 : 1 }
  }

  /// Writes `text` as it is.
  static func write(_ text: String) throws(Failure) {
    try write(bytes: Array(text.utf8))
  }

  /// Writes each of `lines`, none where there is none.
  static func write(lines: [String]) throws(Failure) {
    try write(lines.map { $0 + "\n" }.joined())
  }

  /// Writes `bytes` as they are.
  static func write(bytes: [UInt8]) throws(Failure) {
    do {
      try StandardStream.output.deliver(bytes)
    } catch {
      throw Failure(cause: error)
    }
  }

  /// Writes one JSON document on a line.
  static func write(json body: (inout JSONWriter) -> Void) throws(Failure) {
    var writer = JSONWriter()
    body(&writer)
    writer.newline()
    try write(bytes: writer.text.bytes)
  }
}
