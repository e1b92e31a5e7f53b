import CLinux

/// Numbers of processes.
enum ProcessID {
  /// Ours.
  static var own: Int32 { getpid() }

  /// Orphans of what we start become our children, so that they can be counted.
  static func adoptOrphans() {
    _ = clinux_adopt_orphans()
  }
}
