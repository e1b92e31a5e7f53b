import LinuxFiles

/// Where a command's result goes: what cannot be written fails the command.
enum Output {
  /// The bytes did not arrive, or not whole.
  struct Failure: Error, CustomStringConvertible {
    let cause: SystemError

    var description: String { cause.description }

    /// Nobody reads any more, as behind `| head`: nothing that anybody has to be told.
    var isSilent: Bool { cause.isBrokenPipe }

    /// 1 as for every failed command; where nobody reads, what a shell says of a program that SIGPIPE ended.
    var status: Int32 { isSilent ? 141 : 1 }
  }

  /// Writes `bytes` to standard output.
  static func write(_ bytes: [UInt8]) throws(Failure) {
    do {
      try StandardStream.output.deliver(bytes)
    } catch {
      throw Failure(cause: error)
    }
  }

  /// Hands what `body` writes to standard output, or to a file that takes the place of `path` when all is there.
  static func stream(
    to path: String?, _ body: (_ write: ([UInt8]) throws -> Void) throws -> Void
  ) throws {
    do {
      guard let path else { return try body { try StandardStream.output.deliver($0) } }
      var file = try ReplacedFile(path)
      try body { try file.write($0) }
      try file.finish()
    } catch let error as SystemError {
      throw Failure(cause: error)
    }
  }
}
