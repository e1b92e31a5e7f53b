internal import LinuxFiles

/// Why a node's report was not fetched: the words behind its name.
public struct PullFailure: Error, Equatable, CustomStringConvertible {
  /// One line.
  public let description: String

  init(_ description: String) {
    self.description = description
  }

  init(_ error: SystemError) {
    self.init(error.description)
  }
}
