import FleetKit
import Glibc
import LinuxFiles

extension RenderedFile {
  /// Makes the folder for files of a report, unless it is there.
  static func makeFolder(_ path: String) throws(SystemError) {
    // The path is copied by the call.
    guard unsafe mkdir(path, 0o755) == 0 || errno == EEXIST else {
      throw SystemError(code: errno, operation: "create", path: path)
    }
    var status = stat()
    guard unsafe stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
      throw SystemError(code: ENOTDIR, operation: "write tables to", path: path)
    }
  }
}
