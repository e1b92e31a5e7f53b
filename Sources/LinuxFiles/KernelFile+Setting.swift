internal import CLinux

extension KernelFile {
  /// Writes a setting into the kernel file `path`: one write, and nothing is made where nothing is.
  public static func set(_ path: String, to text: String) throws(SystemError) {
    let file = try FileDescriptor(opening: path, flags: O_WRONLY | O_TRUNC)
    let bytes = Array(text.utf8)
    let count = unsafe bytes.withUnsafeBytes { unsafe write(file.raw, $0.baseAddress, $0.count) }
    guard count == bytes.count else { throw SystemError.last("write", path) }
  }
}
