public import LinuxFiles

/// Lists of CPUs as the kernel writes them, such as "0-3,8,10-11".
///
/// Source: Linux `Documentation/admin-guide/cgroup-v2.rst`, "cpuset.cpus"; no CPU twice.
public enum ProcessorList {
  /// More CPUs than any kernel is built for.
  private static let most: UInt64 = 1 << 20

  /// How many CPUs are online; nil where nothing tells.
  public static func online(below root: borrowing Root, buffer: inout ReadBuffer) -> Int? {
    guard let text = try? root.sys.contents(of: "devices/system/cpu/online", into: &buffer) else {
      return nil
    }
    return count(in: text)
  }

  /// How many CPUs a list names, 0 for an empty one; nil where it is none.
  static func count(in text: Span<UInt8>) -> Int? {
    var count = 0
    guard visit(text, { count += $0.count }), count <= most else { return nil }
    return count
  }

  /// Shows each range of a list; false where it is none, which may become known after some ranges.
  static func visit(_ text: Span<UInt8>, _ body: (Range<Int>) -> Void) -> Bool {
    var scanner = ByteScanner(text)
    scanner.skipBlanks()
    while let first = scanner.unsigned() {
      var last = first
      if scanner.skip("-") {
        guard let end = scanner.unsigned() else { return false }
        last = end
      }
      guard first <= last, last < most else { return false }
      body(Int(first)..<Int(last) + 1)
      if !scanner.skip(",") { break }
    }
    return scanner.isAtEnd || scanner.peek == UInt8(ascii: "\n")
  }
}
