import Foundation
import Glibc

/// What the kernel says of processes.
enum ProcessTable {
  /// The children of a process that have not ended.
  static func children(of parent: pid_t) -> [pid_t] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return names.compactMap { pid_t($0) }.filter {
      status(of: $0).map { $0.parent == parent } ?? false
    }
  }

  /// The arguments of a process behind its name.
  static func arguments(of process: pid_t) -> [String] {
    let bytes = FileManager.default.contents(atPath: "/proc/\(process)/cmdline") ?? Data()
    return bytes.split(separator: 0).dropFirst().map { String(decoding: $0, as: UTF8.self) }
  }

  /// What a process does now, as `ps` says it in one letter; nil where it has ended.
  static func state(of process: pid_t) -> String? { status(of: process).map { String($0.state) } }

  /// Whether a process has not ended.
  static func isAlive(_ process: pid_t) -> Bool { status(of: process) != nil }

  /// What open descriptors are of, but for those of control groups and of the store, which is opened when the first job
  /// has ended: jobs of the machine come and go as they like.
  static func descriptors(of process: pid_t) -> [String] {
    let folder = "/proc/\(process)/fd"
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return files.compactMap {
      try? FileManager.default.destinationOfSymbolicLink(atPath: folder + "/" + $0)
    }.filter { !$0.hasPrefix("/sys/fs/cgroup/") && !$0.contains("/ledger.sqlite") }
  }

  /// Kilobytes of a line of `smaps_rollup`: "Pss", "Anonymous".
  static func memory(_ line: String, of process: pid_t) -> Int {
    let text = String(
      decoding: FileManager.default.contents(atPath: "/proc/\(process)/smaps_rollup") ?? Data(),
      as: UTF8.self)
    return text.split(separator: "\n").first { $0.hasPrefix(line + ":") }
      .flatMap { $0.split(separator: " ").dropFirst().first }.flatMap { Int($0) } ?? 0
  }

  /// The parent; nil for a process that has ended.
  private static func status(of process: pid_t) -> (parent: pid_t, state: Substring)? {
    guard let bytes = FileManager.default.contents(atPath: "/proc/\(process)/stat") else {
      return nil
    }
    // Behind the name, which may hold blanks and parentheses.
    let text = String(decoding: bytes, as: UTF8.self)
    guard let end = text.lastIndex(of: ")") else { return nil }
    let fields = text[text.index(after: end)...].split(separator: " ")
    guard fields.count > 1, fields[0] != "Z", let parent = pid_t(fields[1]) else { return nil }
    return (parent, fields[0])
  }
}
