import Foundation
import LinuxFiles
import TestSupport
import Testing

@testable import Probes

@Suite("The CPU time of a tree of processes")
struct ProcessTreeTests {
  private static func times(_ line: String) -> ProcessTree.Times? {
    let bytes = Array(line.utf8)
    return ProcessTree.times(in: bytes.span)
  }

  @Test("is read behind a name with blanks and brackets")
  func name() {
    let line = "42 (a) b (c)) S 1 42 42 0 -1 4194304 100 200 0 0 7 3 11 5 20 0 1 0 9876 0 0\n"
    #expect(Self.times(line) == ProcessTree.Times(own: 10, reaped: 16, start: 9876))
  }

  @Test("is nothing where the line is none", arguments: ["", ")", "42 (x", "42 (x) S 1 2 3\n"])
  func broken(line: String) {
    #expect(Self.times(line) == nil)
  }

  @Test("is never more than can be told, whatever the files say")
  func hugeTimes() throws {
    let tree = try TemporaryDirectory()
    try tree.folder("sys")
    try Self.write(10, own: 0, reaped: 0, children: "11 12", in: tree)
    for child in [11, 12] {
      try Self.write(child, own: .max, reaped: .max, children: "", in: tree)
    }
    let root = try Root(proc: tree.path + "/proc", sys: tree.path + "/sys")
    var buffer = ReadBuffer()
    let found = ProcessTree(of: 10, below: root)
    let total = try #require(found).total(buffer: &buffer)
    #expect(total == .max)
  }

  private static func write(
    _ pid: Int, own: Int, reaped: Int, start: Int = 1, children: String, in tree: TemporaryDirectory
  ) throws {
    try tree.write(
      "\(pid) (x) S 1 1 1 0 -1 0 0 0 0 0 \(own) 0 \(reaped) 0 20 0 1 0 \(start) 0\n",
      to: "proc/\(pid)/stat")
    try tree.write(children, to: "proc/\(pid)/task/\(pid)/children")
  }

  /// Ticks are of 10 ms on every Linux that programs see.
  @Test("is that of everything below, waited for or alive, without the root's own")
  func sum() throws {
    let tree = try TemporaryDirectory()
    try tree.folder("sys")
    try Self.write(10, own: 1000, reaped: 3, children: "11 12", in: tree)
    try Self.write(11, own: 20, reaped: 5, children: "13 ", in: tree)
    try Self.write(12, own: 40, reaped: 0, children: "", in: tree)
    try Self.write(13, own: 100, reaped: 0, children: "", in: tree)
    // A child of another thread than the first.
    try tree.write("14", to: "proc/11/task/99/children")
    try Self.write(14, own: 200, reaped: 0, children: "", in: tree)
    let root = try Root(proc: tree.path + "/proc", sys: tree.path + "/sys")
    let found = ProcessTree(of: 10, below: root)
    let processes = try #require(found)
    var buffer = ReadBuffer()
    let total = processes.total(buffer: &buffer)
    #expect(total == 3_680_000_000)
    let descendants = processes.descendants(buffer: &buffer)
    #expect(descendants.sorted() == [11, 12, 13, 14])

    // A process of the same number that was started later is another one.
    try Self.write(10, own: 0, reaped: 0, start: 2, children: "", in: tree)
    let later = processes.total(buffer: &buffer)
    #expect(later == nil)
    let isAlive = processes.isAlive(buffer: &buffer)
    #expect(!isAlive)
    let none = ProcessTree(of: 77, below: root)
    #expect(none?.pid == nil)
  }
}
