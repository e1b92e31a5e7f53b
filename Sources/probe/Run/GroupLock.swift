import CLinux
import LinuxFiles

/// Says that a control group is in use, to whoever removes those that killed runs have left: `flock(2)` on its
/// folder, which ends with its owner, however that ends.
final class GroupLock {
  private let folder: FileDescriptor

  /// Nil where somebody else has it, or the folder cannot be opened.
  init?(on group: String) {
    guard let folder = try? FileDescriptor(opening: group, flags: O_RDONLY | O_DIRECTORY),
      flock(folder.raw, LOCK_EX | LOCK_NB) == 0
    else { return nil }
    self.folder = folder
  }
}
