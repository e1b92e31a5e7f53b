import Foundation
import LinuxFiles
import TestSupport
import Testing

@Suite("Files")
struct FilesTests {
  @Test("names come in the order of people: cpu2 before cpu10")
  func order() {
    let names = ["cpu10", "cpu2", "cpu", "cpu02", "b1a", "b1"].sorted(by: Directory.precedes)
    #expect(names == ["b1", "b1a", "cpu", "cpu02", "cpu2", "cpu10"])
  }

  @Test("a kept file is read whole each time, however long it has become")
  func growing() throws {
    let folder = try TemporaryDirectory()
    let path = folder.path + "/file"
    try "short".write(toFile: path, atomically: false, encoding: .utf8)
    let file = try KernelFile("file", below: Directory(folder.path))
    var buffer = ReadBuffer()
    #expect(String(trimming: try file.contents(into: &buffer)) == "short")
    let long = String(repeating: "0123456789", count: 10_000)
    try long.write(toFile: path, atomically: false, encoding: .utf8)
    #expect(String(trimming: try file.contents(into: &buffer)) == long)
  }

  @Test("a FIFO in place of a file does not hang the reader")
  func fifo() throws {
    let folder = try TemporaryDirectory()
    #expect(try Program.run("/usr/bin/mkfifo", folder.path + "/pipe").status == 0)
    let directory = try Directory(folder.path)
    #expect(directory.text(of: "pipe") == nil)
  }

  @Test("a pipe is waited for until its writer has ended")
  func slowPipe() throws {
    let folder = try TemporaryDirectory()
    let pipe = folder.path + "/pipe"
    #expect(try Program.run("/usr/bin/mkfifo", pipe).status == 0)
    let writer = Process()
    writer.executableURL = URL(fileURLWithPath: "/bin/sh")
    writer.arguments = [
      "-c", "exec 3<>\"$0\"; echo open > \"$1\"; sleep 2; echo late >&3", pipe,
      folder.path + "/mark",
    ]
    try writer.run()
    defer { writer.waitUntilExit() }
    while !FileManager.default.fileExists(atPath: folder.path + "/mark") { usleep(5000) }
    #expect(try BoundedFile.contents(of: pipe, limit: 100) == Array("late\n".utf8))
  }

  @Test("only the stream that systemd has connected to the journal is taken for it")
  func journal() throws {
    let number = try Program.run("/usr/bin/stat", "-L", "-c", "%d:%i", "/proc/\(getpid())/fd/2")
    #expect(StandardStream.error.isJournal(String(number.output.dropLast())))
    #expect(!StandardStream.error.isJournal("1:" + number.output.dropLast()))
    #expect(!StandardStream.error.isJournal(nil))
  }

  @Test("the fingerprint of a directory changes when an entry is replaced by one of the same name")
  func fingerprint() throws {
    let folder = try TemporaryDirectory()
    let parent = try Directory(folder.path)
    var buffer = ReadBuffer()
    #expect(parent.fingerprint(buffer: &buffer) == 0)
    try "1".write(toFile: folder.path + "/a", atomically: false, encoding: .utf8)
    let first = parent.fingerprint(buffer: &buffer)
    #expect(first != 0)
    #expect(parent.fingerprint(buffer: &buffer) == first)
    // Made before the old one goes, so that it cannot get the same inode.
    try "1".write(toFile: folder.path + "/b", atomically: false, encoding: .utf8)
    #expect(parent.fingerprint(buffer: &buffer) != first)
    #expect(rename(folder.path + "/b", folder.path + "/a") == 0)
    #expect(parent.fingerprint(buffer: &buffer) != first)
    #expect(parent.count(of: ".", buffer: &buffer) == 1)
  }

  @Test("a file is replaced whole or not at all, and leaves nothing beside it")
  func replacement() throws {
    let folder = try TemporaryDirectory()
    let path = folder.path + "/report"
    try BoundedFile.replace(path, with: Array("one".utf8))
    try BoundedFile.replace(path, with: Array("two".utf8))
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "two")
    #expect(throws: SystemError.self) {
      try BoundedFile.replace(folder.path + "/none/report", with: [])
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["report"])
  }

  @Test(
    "a file on its way touches no other, and given up leaves nothing, whatever ends the process")
  func replacedFile() throws {
    let folder = try TemporaryDirectory()
    let path = folder.path + "/report"
    try folder.write("old", to: "report")
    try folder.write("mine", to: "report.new")
    func names() throws -> [String] {
      try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    }
    try BoundedFile.check(writable: path)
    do {
      var file = try ReplacedFile(path)
      try file.write(Array("half".utf8))
      // Nothing has a name yet, or where the file system wants one, one that is this process's own.
      let others = try names().filter { $0 != "report" && $0 != "report.new" }
      #expect(others.allSatisfy { $0.hasPrefix("report.") && $0.hasSuffix(".new") })
    }
    #expect(try names() == ["report", "report.new"])
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "old")
    var file = try ReplacedFile(path)
    try file.write(Array("whole".utf8))
    try file.finish()
    #expect(try names() == ["report", "report.new"])
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "whole")
    #expect(try String(contentsOfFile: path + ".new", encoding: .utf8) == "mine")
    let failure = #expect(throws: SystemError.self) {
      try BoundedFile.check(writable: folder.path + "/none/report")
    }
    #expect(failure?.description.hasPrefix("cannot write \(folder.path)/none/report: ") == true)
  }

  @Test("two that replace a file at once do no harm to each other")
  func twoWriters() throws {
    let folder = try TemporaryDirectory()
    let path = folder.path + "/report"
    var one = try ReplacedFile(path)
    var other = try ReplacedFile(path)
    try one.write(Array("one, the longer".utf8))
    try other.write(Array("other".utf8))
    try one.finish()
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "one, the longer")
    try other.finish()
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "other")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["report"])
  }

  @Test("a file that is replaced keeps its mode and, for root, its owner")
  func kept() throws {
    let folder = try TemporaryDirectory()
    let path = folder.path + "/report"
    try folder.write("old", to: "report")
    if geteuid() == 0 { #expect(chown(path, 65534, 65533) == 0) }
    #expect(chmod(path, 0o640) == 0)
    try BoundedFile.replace(path, with: Array("new".utf8))
    var status = stat()
    #expect(stat(path, &status) == 0 && status.st_mode & 0o7777 == 0o640)
    if geteuid() == 0 { #expect(status.st_uid == 65534 && status.st_gid == 65533) }
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "new")
  }

  @Test("root follows no link of others, and gives nothing to who left a file where all may write")
  func others() throws {
    guard geteuid() == 0 else { return print("skipped: only root meets files of other users") }
    let folder = try TemporaryDirectory()
    try folder.write("precious", to: "precious")
    let (link, left) = (folder.path + "/link", folder.path + "/left")
    #expect(symlink("precious", link) == 0 && lchown(link, 65534, 65534) == 0)
    #expect(throws: SystemError.self) { try BoundedFile.replace(link, with: Array("new".utf8)) }
    #expect(try String(contentsOfFile: folder.path + "/precious", encoding: .utf8) == "precious")

    try folder.write("old", to: "left")
    #expect(chown(left, 65534, 65534) == 0 && chmod(left, 0o666) == 0)
    #expect(chmod(folder.path, 0o1777) == 0)
    try BoundedFile.replace(left, with: Array("new".utf8))
    var status = stat()
    #expect(stat(left, &status) == 0 && status.st_uid == 0 && status.st_mode & 0o022 == 0)
  }

  @Test(
    "behind a link the file is replaced to which it leads, and none is made where it leads nowhere")
  func links() throws {
    let folder = try TemporaryDirectory()
    try folder.write("old", to: "below/report")
    for (link, target) in [("one", "two"), ("two", "below/report"), ("dangling", "none")] {
      #expect(symlink(target, folder.path + "/" + link) == 0)
    }
    try BoundedFile.replace(folder.path + "/one", with: Array("new".utf8))
    var status = stat()
    #expect(lstat(folder.path + "/one", &status) == 0 && status.st_mode & S_IFMT == S_IFLNK)
    #expect(try String(contentsOfFile: folder.path + "/below/report", encoding: .utf8) == "new")
    #expect(throws: SystemError.self) { try BoundedFile.check(writable: folder.path + "/dangling") }
    #expect(throws: SystemError.self) {
      try BoundedFile.replace(folder.path + "/dangling", with: [65])
    }
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        == ["below", "dangling", "one", "two"])
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/below").count == 1)
  }

  @Test("with a mode it is had exactly, by the folder's owner for root, and no link is followed")
  func exactMode() throws {
    let folder = try TemporaryDirectory()
    if geteuid() == 0 { #expect(chown(folder.path, 65534, 65533) == 0) }
    try folder.write("precious", to: "precious")
    #expect(symlink("precious", folder.path + "/link") == 0)
    try folder.write("old", to: "file")
    #expect(chmod(folder.path + "/file", 0o600) == 0)
    for name in ["file", "link", "fresh"] {
      let path = folder.path + "/" + name
      try BoundedFile.replace(path, with: Array("new".utf8), mode: 0o666)
      var status = stat()
      #expect(lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG)
      // A umask of 022 would leave 0644.
      #expect(status.st_mode & 0o7777 == 0o666)
      if geteuid() == 0 { #expect(status.st_uid == 65534 && status.st_gid == 65533) }
    }
    #expect(try String(contentsOfFile: folder.path + "/precious", encoding: .utf8) == "precious")
  }

  @Test("a device is not replaced by a file")
  func device() throws {
    let failure = #expect(throws: SystemError.self) {
      try BoundedFile.check(writable: "/dev/null")
    }
    #expect(failure?.description == "cannot replace /dev/null: it is no ordinary file")
    #expect(throws: SystemError.self) { try BoundedFile.replace("/dev/null", with: [65]) }
    var status = stat()
    #expect(stat("/dev/null", &status) == 0 && status.st_mode & S_IFMT == S_IFCHR)
  }

  @Test("a file that was changed while it was read is said to be")
  func changed() {
    let error = SystemError(code: ESTALE, operation: "read again", path: "fleet.jsonl")
    #expect(
      "\(error)" == "cannot read again fleet.jsonl: it was changed or replaced while it was read")
  }

  @Test("the beginning of a file is what there is of it, and of a pipe nothing is taken")
  func beginning() throws {
    let folder = try TemporaryDirectory()
    try folder.write("abc", to: "short")
    #expect(try BoundedFile.beginning(of: folder.path + "/short", count: 2) == Array("ab".utf8))
    #expect(try BoundedFile.beginning(of: folder.path + "/short", count: 9) == Array("abc".utf8))
    #expect(mkfifo(folder.path + "/pipe", 0o600) == 0)
    #expect(try BoundedFile.beginning(of: folder.path + "/pipe", count: 9).isEmpty)
  }

  @Test("a link under the temporary name leads nobody elsewhere")
  func plantedLink() throws {
    let folder = try TemporaryDirectory()
    let path = folder.path + "/report"
    try folder.write("precious", to: "elsewhere")
    try FileManager.default.createSymbolicLink(
      atPath: path + ".new", withDestinationPath: folder.path + "/elsewhere")
    try BoundedFile.replace(path, with: Array("one".utf8))
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "one")
    #expect(try String(contentsOfFile: folder.path + "/elsewhere", encoding: .utf8) == "precious")
  }

  @Test("a file above the limit is refused, not cut")
  func limit() throws {
    let folder = try TemporaryDirectory()
    let path = folder.path + "/big"
    try BoundedFile.replace(path, with: Array(repeating: 65, count: 5000))
    #expect(try BoundedFile.contents(of: path, limit: 5000).count == 5000)
    #expect(throws: SystemError.self) { try BoundedFile.contents(of: path, limit: 4999) }
  }

  @Test("an error says what was tried, on which file, and why")
  func message() {
    do {
      _ = try Directory("/nonexistent/place")
      Issue.record("opened what is not there")
    } catch {
      #expect("\(error)" == "cannot open /nonexistent/place: No such file or directory")
      #expect(error.isAbsent)
    }
  }

  @Test("a directory that cannot be read is not an empty one")
  func unreadableDirectory() throws {
    let folder = try TemporaryDirectory()
    let parent = try Directory(folder.path)
    var buffer = ReadBuffer()
    // A link to itself cannot be opened by anybody (ELOOP); root passes over modes.
    #expect(symlink("loop", folder.path + "/loop") == 0)
    try folder.folder("empty")
    #expect(parent.fingerprint(of: "loop", buffer: &buffer) == nil)
    #expect(parent.count(of: "loop", buffer: &buffer) == nil)
    for path in ["empty", "none", "none/below"] {
      #expect(parent.fingerprint(of: path, buffer: &buffer) == 0)
      #expect(parent.count(of: path, buffer: &buffer) == 0)
    }
  }

  @Test("fingerprints of bytes are those that the authors of FNV-1a printed")
  func fingerprints() {
    for (text, expected) in [
      ("", 0xCBF2_9CE4_8422_2325), ("a", 0xAF63_DC4C_8601_EC8C), ("foobar", 0x8594_4171_F739_67E8),
    ] as [(String, UInt64)] {
      #expect(Fingerprint(of: Array(text.utf8).span).value == expected)
    }
    var parts = Fingerprint()
    parts.combine(Array("foo".utf8).span)
    parts.combine(Array("bar".utf8).span)
    #expect(parts.value == 0x8594_4171_F739_67E8)
  }
}
