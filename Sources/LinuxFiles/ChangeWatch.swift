internal import CLinux

/// Word from the kernel when directories get or lose entries, or files change.
///
/// Source: inotify(7). Asking costs one call that allocates nothing where nothing happened.
public struct ChangeWatch: ~Copyable {
  /// What one watch is known by.
  public typealias Token = Int32

  /// What happened.
  public enum Change: Sendable, Equatable {
    /// A directory of this name appeared in the watched one.
    case folderAppeared(Token, name: String)
    /// A directory of this name is gone from the watched one.
    case folderVanished(Token, name: String)
    /// The watched file has other contents.
    case fileChanged(Token)
    /// The watch ended, for what it watched is gone.
    case ended(Token)
    /// More happened than the kernel kept: look at everything anew.
    case overflowed
  }

  private let descriptor: FileDescriptor
  private var buffer = [CChar](repeating: 0, count: bufferSize)
  private static let bufferSize = 16_384

  /// Throws where this user has used up his instances (`fs.inotify.max_user_instances`).
  public init() throws(SystemError) {
    let raw = inotify_init1(Int32(IN_CLOEXEC | IN_NONBLOCK))
    guard raw >= 0 else { throw SystemError.last("watch directories") }
    descriptor = FileDescriptor(owning: raw)
  }

  /// Readable for poll(2) when something happened; valid as long as this value lives.
  public var raw: Int32 { descriptor.raw }

  /// Watches the directory `path` below `parent` for directories in it.
  public func add(folder path: String, below parent: borrowing Directory) throws(SystemError)
    -> Token
  {
    try add(path, below: parent, UInt32(IN_CREATE | IN_DELETE | IN_ONLYDIR))
  }

  /// Watches the file `path` below `parent` for writes.
  public func add(file path: String, below parent: borrowing Directory) throws(SystemError) -> Token
  {
    try add(path, below: parent, UInt32(IN_MODIFY))
  }

  /// Ends a watch.
  public func remove(_ token: Token) { inotify_rm_watch(descriptor.raw, token) }

  private func add(
    _ path: String, below parent: borrowing Directory, _ mask: UInt32
  ) throws(SystemError) -> Token {
    let name = parent.path(of: path)
    let token = unsafe inotify_add_watch(descriptor.raw, name, mask)
    guard token >= 0 else { throw SystemError.last("watch", name) }
    return token
  }

  /// Tells `handle` what happened since the last call, in order; at most some hundreds at once.
  public mutating func changes(_ handle: (Change) -> Void) {
    let length = unsafe read(descriptor.raw, &buffer, Self.bufferSize)
    guard length > 0 else { return }
    var event = clinux_watch_event()
    var offset: UInt32 = 0
    while true {
      offset = unsafe clinux_watch_next(buffer, UInt32(length), offset, &event)
      guard offset > 0 else { return }
      if let change = Self.change(event) { handle(change) }
    }
  }

  private static func change(_ event: clinux_watch_event) -> Change? {
    if event.mask & UInt32(IN_Q_OVERFLOW) != 0 { return .overflowed }
    if event.mask & UInt32(IN_IGNORED) != 0 { return .ended(event.watch) }
    if event.mask & UInt32(IN_MODIFY) != 0 { return .fileChanged(event.watch) }
    guard event.mask & UInt32(IN_ISDIR) != 0 else { return nil }
    let name = unsafe withUnsafeBytes(of: event.name) { bytes in
      unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
    if event.mask & UInt32(IN_CREATE) != 0 { return .folderAppeared(event.watch, name: name) }
    if event.mask & UInt32(IN_DELETE) != 0 { return .folderVanished(event.watch, name: name) }
    return nil
  }
}
