internal import LinuxFiles

/// The names of a node's own users, by number.
///
/// Source: passwd(5). Users of a directory service are not in it: they stay numbers.
public struct UserNames {
  private var names: [UInt32: String] = [:]

  /// Of no users where `path` is nil or cannot be read.
  public init(in path: String?) {
    guard let path, let bytes = try? BoundedFile.contents(of: path, limit: 4 << 20) else {
      self.init([])
      return
    }
    self.init(bytes)
  }

  /// Of a file's bytes; the first line with a number has it.
  init(_ bytes: [UInt8]) {
    for line in bytes.split(separator: UInt8(ascii: "\n")) {
      let fields = line.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
      guard fields.count >= 3, let number = UInt32(String(decoding: fields[2], as: UTF8.self)),
        names[number] == nil
      else { continue }
      names[number] = JobFacts.value(fields[0])
    }
  }

  /// The name of a user, nil where the node does not know it.
  func known(_ number: UInt32) -> String? { names[number] }

  /// The name of a user, or its number.
  public func name(of number: UInt32) -> String { names[number] ?? String(number) }
}
