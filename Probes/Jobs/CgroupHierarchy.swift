public import LinuxFiles

/// The tree of control groups in which CPU time is counted, and the names of its files.
///
/// Source: Linux `Documentation/admin-guide/cgroup-v2.rst` and `cgroup-v1/`. Where both versions are
/// mounted, the controllers decide: version 1 has the CPU time, version 2 stands beside it as "unified".
public struct CgroupHierarchy: ~Copyable {
  /// Which of the two interfaces.
  public enum Version: Sendable {
    case one
    case two
  }

  /// The root of the tree.
  public let root: Directory
  /// Whose file names hold.
  public let version: Version

  /// Nil where no tree that counts CPU time is mounted.
  public init?(below root: borrowing Root) throws(SystemError) {
    let places: [(path: String, mark: String, version: Version)] = [
      ("fs/cgroup", "cgroup.controllers", .two),
      ("fs/cgroup/cpu,cpuacct", "cpuacct.usage", .one),
      ("fs/cgroup/cpuacct", "cpuacct.usage", .one),
      ("fs/cgroup/unified", "cgroup.controllers", .two),
    ]
    for place in places where root.sys.contains(place.path + "/" + place.mark) {
      self.root = try Directory(place.path, below: root.sys)
      version = place.version
      return
    }
    return nil
  }

  /// The file with a group's CPU time.
  public var usageFile: String { version == .two ? "cpu.stat" : "cpuacct.usage" }

  /// More CPU time than a group has between two reads, in nanoseconds: a thousand CPUs for four minutes. Of as many
  /// groups as are looked at it fits into 64 bits.
  static let mostPassed: UInt64 = 1 << 48

  /// What a group did between two readings of its CPU time, in nanoseconds. The kernel counts in 64 bits, which hold
  /// nine months of 768 CPUs, and begins again at 0.
  static func passed(from old: UInt64, to new: UInt64) -> UInt64 {
    let passed = new &- old
    guard passed > mostPassed else { return passed }
    return new > old ? mostPassed : 0
  }

  /// CPU time of a group since it was made, in nanoseconds; nil where the text is not what it should be.
  public static func usage(in text: Span<UInt8>, version: Version) -> UInt64? {
    var scanner = ByteScanner(text)
    switch version {
    case .one: return scanner.unsigned()
    case .two:
      guard scanner.seek(line: "usage_usec"), let microseconds = scanner.unsigned(),
        microseconds <= .max / 1000
      else { return nil }
      return microseconds * 1000
    }
  }
}
