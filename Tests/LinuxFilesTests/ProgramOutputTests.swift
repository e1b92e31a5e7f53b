import Foundation
import LinuxFiles
import TestSupport
import Testing

@Suite("What another program prints")
struct ProgramOutputTests {
  private func output(
    _ script: String, limit: Int = 1000, patience: Duration = .seconds(60)
  ) throws(ProgramOutput.Failure) -> String {
    let bytes = try ProgramOutput.of(
      "/bin/sh", ["-c", script], limit: limit, patience: patience)
    return String(decoding: bytes, as: UTF8.self)
  }

  private func failure(
    _ script: String, limit: Int = 1000, patience: Duration = .seconds(60)
  ) -> String? {
    do {
      _ = try output(script, limit: limit, patience: patience)
      return nil
    } catch {
      return "\(error)"
    }
  }

  @Test("is all that it writes until its end, and nothing of its errors")
  func whole() throws {
    #expect(try output("echo one; sleep 0.05; echo two; echo three >&2") == "one\ntwo\n")
    // It has nothing to read, and none of our files.
    #expect(try output("cat; ls /proc/self/fd | wc -l") == "4\n")
    #expect(try output("head -c 1000 /dev/zero").utf8.count == 1000)
  }

  @Test("is none where it fails, and says how")
  func failures() throws {
    #expect(failure("echo no; exit 3") == "/bin/sh ended with status 3")
    #expect(failure("kill -9 $$") == "/bin/sh was ended by signal 9")
    #expect(failure("exec cat /dev/zero") == "/bin/sh wrote more than 1000 bytes")
    let absent = #expect(throws: ProgramOutput.Failure.self) {
      try ProgramOutput.of("/nowhere/program", [], limit: 1, patience: .seconds(1))
    }
    #expect(
      absent.map { "\($0)" } == "cannot start /nowhere/program: No such file or directory")
  }

  @Test("is not waited for longer than one has patience, and nothing of it stays")
  func patience() throws {
    let folder = try TemporaryDirectory()
    let file = folder.path + "/number"
    let slow = "/bin/sh did not end within 1000 ms"
    #expect(failure("echo $$ > \(file); exec sleep 1000", patience: .seconds(1)) == slow)
    let number = String(
      decoding: try BoundedFile.contents(of: file, limit: 100), as: UTF8.self)
    #expect(throws: SystemError.self) {
      _ = try Directory("/proc/" + number.split(separator: "\n")[0])
    }
    // What it has started itself ends with it.
    #expect(failure("sleep 1000 & echo $! > \(file); wait", patience: .seconds(1)) == slow)
    let second = String(
      decoding: try BoundedFile.contents(of: file, limit: 100), as: UTF8.self)
    var isThere = true
    for _ in 0..<5000 where isThere {
      usleep(1_000)
      let name = "/proc/" + second.split(separator: "\n")[0] + "/stat"
      // One that nobody waits for stays as a zombie.
      let state = try? BoundedFile.contents(of: name, limit: 4096).split(separator: 0x20)[2]
      isThere = state.map { $0 != [UInt8(ascii: "Z")] } ?? false
    }
    #expect(!isThere)
    // One that lives on without its output.
    #expect(failure("exec 1>&-; exec sleep 1000", patience: .seconds(1)) == slow)
  }
}
