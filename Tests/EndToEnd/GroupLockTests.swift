import TestSupport
import Testing

@testable import probe

@Suite("A command's control group")
struct GroupLockTests {
  @Test("is in use as long as its owner lives, however long it is empty")
  func lock() throws {
    let folder = try TemporaryDirectory()
    do {
      let owner = try #require(GroupLock(on: folder.path))
      #expect(GroupLock(on: folder.path) == nil)
      withExtendedLifetime(owner) {}
    }
    #expect(GroupLock(on: folder.path) != nil)
    #expect(GroupLock(on: folder.path + "/none") == nil)
  }
}
