internal import LinuxFiles

extension Directory {
  /// The unsigned decimal that a file holds and nothing else.
  func unsigned(
    of path: String, into buffer: inout ReadBuffer
  ) throws(SystemError) -> UInt64 {
    var scanner = ByteScanner(try contents(of: path, into: &buffer))
    guard let value = scanner.unsigned(), scanner.endsWord else {
      throw .garbled(self.path(of: path))
    }
    return value
  }

  /// The decimal with an optional sign that a file holds and nothing else.
  func signed(
    of path: String, into buffer: inout ReadBuffer
  ) throws(SystemError) -> Int64 {
    var scanner = ByteScanner(try contents(of: path, into: &buffer))
    guard let value = scanner.signed(), scanner.endsWord else {
      throw .garbled(self.path(of: path))
    }
    return value
  }
}

extension ByteScanner {
  /// Whether a number that was just read is not the beginning of a longer word.
  var endsWord: Bool {
    guard let next = peek else { return true }
    return next <= 0x20
  }
}
