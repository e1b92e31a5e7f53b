internal import CLinux

extension Directory {
  /// The number of the user whom something below this directory belongs to; nil where there is nothing.
  public func user(of path: String) -> UInt32? {
    var status = stat()
    return unsafe fstatat(raw, path, &status, AT_SYMLINK_NOFOLLOW) == 0 ? status.st_uid : nil
  }
}
