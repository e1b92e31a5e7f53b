import Foundation

/// Runs code that the file system takes for nobody's: root reads every file, whatever its mode.
enum OtherUser {
  private typealias SetFileSystemUser = @convention(c) (UInt32) -> Int32

  /// `body` in this thread without root's rights over files; false, said on the console, where that cannot
  /// be done.
  static func run(_ body: () throws -> Void) rethrows -> Bool {
    guard geteuid() == 0 else {
      try body()
      return true
    }
    guard let symbol = dlsym(nil, "setfsuid") else {
      print("skipped: no setfsuid")
      return false
    }
    // Linux keeps the user of file accesses, and with it the capabilities over files, for each thread.
    let set = unsafeBitCast(symbol, to: SetFileSystemUser.self)
    _ = set(65_534)
    defer { _ = set(0) }
    try body()
    return true
  }
}
