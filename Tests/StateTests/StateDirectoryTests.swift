import Foundation
import TestSupport
import Testing

@testable import Agent

@Suite("The state directory")
struct StateDirectoryTests {
  @Test("nobody but its owner may hold the lock, not even one of an earlier version")
  func lock() throws {
    let folder = try TemporaryDirectory()
    let path = folder.path + "/state"
    let file = path + "/agent.lock"
    func mode() -> mode_t {
      var status = stat()
      return stat(file, &status) == 0 ? status.st_mode & 0o7777 : 0
    }
    do { _ = try StateDirectory(path) }
    #expect(mode() == 0o600)
    #expect(chmod(file, 0o640) == 0)
    do { _ = try StateDirectory(path) }
    #expect(mode() == 0o600)
  }

  @Test("an empty name is none")
  func empty() {
    let wrong = #expect(throws: AgentOptions.Wrong.self) {
      _ = try AgentOptions(["--state-dir="])
    }
    #expect(wrong?.description == "--state-dir names no directory")
  }
}
