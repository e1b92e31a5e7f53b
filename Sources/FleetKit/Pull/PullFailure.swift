internal import LinuxFiles

/// Why a node's report was not fetched: the words behind its name.
public struct PullFailure: Error, Equatable, CustomStringConvertible {
  /// One line.
  public let description: String
  /// Whether the connection ended before the answer did.
  let isBreak: Bool

  init(_ description: String, isBreak: Bool = false) {
    self.description = description
    self.isBreak = isBreak
  }

  init(_ error: SystemError, isBreak: Bool = false) {
    self.init(error.description, isBreak: isBreak)
  }
}
