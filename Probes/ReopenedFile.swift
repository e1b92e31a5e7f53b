internal import LinuxFiles

/// A kernel file that is opened anew for each read: for tables that are read each ten seconds or
/// less often, where a kept descriptor would cost more kernel memory than it saves time.
///
/// A class: Swift 6.3's optimizer crashes on an optional `~Copyable` structure that a throwing initializer
/// gives to a property.
final class ReopenedFile {
  private let directory: Directory
  private let path: String

  /// Nil where the file is not there.
  init?(_ path: String, below parent: borrowing Directory) throws(SystemError) {
    guard parent.contains(path) else { return nil }
    let directory = try Directory(".", below: parent)
    self.directory = directory
    self.path = path
  }

  /// The whole text. It lives as long as the access to `buffer`.
  @_lifetime(&buffer)
  func contents(into buffer: inout ReadBuffer) throws(SystemError) -> Span<UInt8> {
    try directory.contents(of: path, into: &buffer)
  }
}
