internal import CLinux
public import LinuxFiles

/// CPU time of everything that a process has started, while it lives and after it was waited for.
///
/// Source: `/proc/PID/stat` and `/proc/PID/task/*/children` (proc(5)), in ticks of `USER_HZ`. What a process
/// has waited for is in its own file; what it has started is looked up, at most `mostProcesses` of it. A
/// process that leaves the tree takes its time along, so the root must adopt orphans
/// (`PR_SET_CHILD_SUBREAPER`). What the root itself does is not in it.
public struct ProcessTree {
  /// The most processes that are looked at.
  static let mostProcesses = 4096

  /// The root.
  public let pid: Int32
  /// When it was started, in ticks since boot: tells it from a later process of the same number.
  private let start: UInt64
  private let proc: KernelFolder
  private let tick: UInt64

  /// What `/proc/PID/stat` says of a process, in ticks.
  struct Times: Equatable {
    /// Of the process itself.
    var own: UInt64
    /// Of children that it has waited for, and theirs.
    var reaped: UInt64
    /// When it was started.
    var start: UInt64
  }

  /// Follows the process `pid`; nil where it is not there, or not to be seen.
  public init?(of pid: Int32, below root: borrowing Root) {
    guard let proc = try? KernelFolder(".", below: root.proc) else { return nil }
    var buffer = ReadBuffer()
    guard let times = Self.times(of: pid, in: proc, buffer: &buffer) else { return nil }
    self.pid = pid
    self.proc = proc
    start = times.start
    tick = 1_000_000_000 / UInt64(max(1, sysconf(Int32(_SC_CLK_TCK))))
  }

  /// Whether the root is still there.
  public func isAlive(buffer: inout ReadBuffer) -> Bool {
    Self.times(of: pid, in: proc, buffer: &buffer)?.start == start
  }

  /// CPU time of the tree in nanoseconds, without the root's own; nil where the root is gone.
  ///
  /// A child that ends between two reads is missing until the next one, and never there twice: parents are
  /// read before their children.
  public func total(buffer: inout ReadBuffer) -> UInt64? {
    guard let root = Self.times(of: pid, in: proc, buffer: &buffer), root.start == start else {
      return nil
    }
    var sum = root.reaped
    for child in descendants(buffer: &buffer).prefix(Self.mostProcesses) {
      guard let times = Self.times(of: child, in: proc, buffer: &buffer) else { continue }
      sum += times.own + times.reaped
    }
    let (nanoseconds, isBeyond) = sum.multipliedReportingOverflow(by: tick)
    return isBeyond ? .max : nanoseconds
  }

  /// Everything below the root that lives, parents before their children.
  public func descendants(buffer: inout ReadBuffer) -> [Int32] {
    var found: [Int32] = []
    var parents = [pid][...]
    while let parent = parents.popFirst(), found.count < Self.mostProcesses {
      for thread in proc.folder.folders(in: "\(parent)/task", limit: Self.mostProcesses) {
        let children = children(of: "\(parent)/task/\(thread)", buffer: &buffer)
        found += children
        parents += children
      }
    }
    return found
  }

  private func children(of thread: String, buffer: inout ReadBuffer) -> [Int32] {
    guard let text = try? proc.folder.contents(of: thread + "/children", into: &buffer) else {
      return []
    }
    var scanner = ByteScanner(text)
    var children: [Int32] = []
    while let child = scanner.unsigned() {
      if let child = Int32(exactly: child) { children.append(child) }
    }
    return children
  }

  private static func times(
    of pid: Int32, in proc: KernelFolder, buffer: inout ReadBuffer
  ) -> Times? {
    guard let text = try? proc.folder.contents(of: "\(pid)/stat", into: &buffer) else { return nil }
    return times(in: text)
  }

  /// Reads the line of `/proc/PID/stat`. The program's name may hold blanks and brackets, so what follows is
  /// counted from the last bracket.
  static func times(in text: Span<UInt8>) -> Times? {
    var bracket = text.count - 1
    while bracket >= 0, text[bracket] != UInt8(ascii: ")") { bracket -= 1 }
    // ") R ": the state is a letter.
    guard bracket >= 0, bracket + 4 < text.count else { return nil }
    var scanner = ByteScanner(text.extracting((bracket + 4)..<text.count))
    var columns = InlineArray<19, Int64>(repeating: 0)
    // From field 4, ppid, to field 22, starttime.
    for index in columns.indices {
      guard let number = scanner.signed() else { return nil }
      columns[index] = number
    }
    // All of the processes that are looked at have less together than 64 bits hold.
    func ticks(_ field: Int) -> UInt64 { UInt64(max(0, min(columns[field - 4], 1 << 48))) }
    return Times(
      own: ticks(14) + ticks(15), reaped: ticks(16) + ticks(17), start: ticks(22))
  }
}

/// A folder that is kept open and shared.
private final class KernelFolder: Sendable {
  let folder: Directory

  init(_ path: String, below parent: borrowing Directory) throws(SystemError) {
    folder = try Directory(path, below: parent)
  }
}
