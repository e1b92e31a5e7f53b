internal import LinuxFiles

/// The digest that lies beside a file: `FILE.sha256`, as sha256sum writes it.
enum Sidecar {
  /// What its name ends with.
  static let ending = ".sha256"

  /// What is wrong with a file by the digest beside it; nil where nothing is, or none lies there.
  static func complaint(about input: FleetInput) -> String? {
    guard case .file(let name, let hasDigest) = input, name != "-", hasDigest ?? true,
      let text = try? BoundedFile.contents(of: name + ending, limit: 4096)
    else {
      return nil
    }
    let digits = String(decoding: text.prefix(64), as: UTF8.self).lowercased()
    guard let found = try? digest(of: name), found.description != digits else { return nil }
    return "its SHA-256 is not the one in \(name)\(ending)"
  }

  private static func digest(of name: String) throws(SystemError) -> NodeID {
    let file = try FileDescriptor(opening: name)
    var digest = Digest()
    // Below what the C library maps anew each time: there may be a digest for each of many small files.
    var room = [UInt8](repeating: 0, count: 1 << 16)
    var at = 0
    while true {
      let count = unsafe try room.withUnsafeMutableBufferPointer {
        (room) throws(SystemError) -> Int in
        let count = unsafe try file.read(at: at, into: UnsafeMutableRawBufferPointer(room))
        unsafe digest.update(UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: room[..<count])))
        return count
      }
      if count == 0 { return digest.value }
      at += count
    }
  }
}
