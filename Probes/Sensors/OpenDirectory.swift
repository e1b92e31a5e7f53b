internal import LinuxFiles

/// A directory that several readers hold open together.
final class OpenDirectory: Sendable {
  let directory: Directory

  init(_ directory: consuming Directory) {
    self.directory = directory
  }
}
