internal import LinuxFiles

/// Names of users by /etc/passwd alone: what else a system may ask (LDAP, …) can hang.
enum UserName {
  private static let limit = 4 << 20

  /// The name of the user with that number; nil where the file has none.
  static func of(_ uid: UInt32, in path: String = "/etc/passwd") -> String? {
    guard let bytes = try? BoundedFile.contents(of: path, limit: limit) else { return nil }
    let number = Array(String(uid).utf8)
    for line in bytes.split(separator: UInt8(ascii: "\n")) {
      let fields = line.split(
        separator: UInt8(ascii: ":"), maxSplits: 3, omittingEmptySubsequences: false)
      guard fields.count > 3, fields[2].elementsEqual(number), !fields[0].isEmpty else { continue }
      return String(decoding: fields[0], as: UTF8.self)
    }
    return nil
  }
}
