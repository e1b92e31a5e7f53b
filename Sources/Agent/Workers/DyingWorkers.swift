internal import LinuxFiles

/// Processes that were told to end. They are waited for without waiting; one that the kernel holds (in an
/// uninterruptible read) stays here until the kernel lets go.
struct DyingWorkers {
  /// When a process that does not end counts as one that cannot be ended, in nanoseconds.
  private static let patience: UInt64 = 60_000_000_000

  private struct Entry {
    let process: ChildProcess
    let since: UInt64
    let only: String?
    var isAbandoned = false
  }
  private var entries: [Entry] = []

  /// How many processes there were that could not be ended.
  private(set) var abandoned = 0

  /// Ends a process, whose lane read `only` this group.
  mutating func end(_ process: ChildProcess, of only: String?, at now: UInt64) {
    process.kill()
    if process.reap() == nil { entries.append(Entry(process: process, since: now, only: only)) }
  }

  /// How many processes of a lane have not ended yet.
  func count(only: String?) -> Int {
    entries.count { $0.only == only }
  }

  /// Removes what has ended.
  mutating func bury(at now: UInt64) {
    entries.removeAll { $0.process.reap() != nil }
    for index in entries.indices where !entries[index].isAbandoned {
      guard now > entries[index].since + Self.patience else { continue }
      entries[index].isAbandoned = true
      abandoned += 1
    }
  }
}
