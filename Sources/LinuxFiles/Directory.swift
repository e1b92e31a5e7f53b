internal import CLinux

/// A directory that is kept open; everything below it is reached by relative names.
public struct Directory: ~Copyable, Sendable {
  /// The name the directory was opened by, for messages.
  public let name: String
  private let descriptor: FileDescriptor

  var raw: Int32 { descriptor.raw }

  /// Opens the directory `name`, absolute or below the working directory.
  public init(_ name: String) throws(SystemError) {
    descriptor = try FileDescriptor(opening: name, flags: O_RDONLY | O_DIRECTORY)
    self.name = name
  }

  /// Opens the directory `path` below another.
  public init(_ path: String, below parent: borrowing Directory) throws(SystemError) {
    let name = parent.path(of: path)
    do {
      descriptor = try FileDescriptor(
        opening: path, below: parent.raw, flags: O_RDONLY | O_DIRECTORY)
    } catch {
      throw SystemError(code: error.code, operation: "open", path: name)
    }
    self.name = name
  }

  /// The full name of something below this directory, for messages.
  public func path(of entry: String) -> String {
    name.hasSuffix("/") ? name + entry : name + "/" + entry
  }

  /// The names of the entries of the directory `path` below this one ("." is this one), sorted; at most
  /// `limit`, and none where it cannot be read.
  public func names(in path: String = ".", limit: Int = 65_536) -> [String] {
    entries(in: path, limit: limit) { _, _, _ in true }
  }

  /// As `names`, but directories only, and links to some where these are followed.
  public func folders(
    in path: String = ".", limit: Int = 65_536, followingLinks: Bool = false
  ) -> [String] {
    entries(in: path, limit: limit) { kind, name, folder in
      switch Int(kind) {
      case Int(DT_DIR): true
      // Some file systems do not tell.
      case Int(DT_UNKNOWN): Self.isFolder(name, in: folder, followingLinks: followingLinks)
      case Int(DT_LNK):
        followingLinks && Self.isFolder(name, in: folder, followingLinks: true)
      default: false
      }
    }
  }

  /// Which directory it is, by whatever name it was opened; nil where that cannot be told.
  public var identity: Identity? {
    var status = stat()
    guard unsafe fstat(raw, &status) == 0 else { return nil }
    return Identity(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
  }

  /// What tells directories apart while they are there.
  public struct Identity: Hashable, Sendable {
    fileprivate let device: UInt64
    fileprivate let inode: UInt64
  }

  private static func isFolder(_ name: String, in folder: Int32, followingLinks: Bool) -> Bool {
    var status = stat()
    let flags = followingLinks ? 0 : AT_SYMLINK_NOFOLLOW
    let code = unsafe name.withCString { unsafe fstatat(folder, $0, &status, flags) }
    return code == 0 && Int32(status.st_mode) & S_IFMT == S_IFDIR
  }

  private func entries(
    in path: String, limit: Int, where isWanted: (UInt8, String, Int32) -> Bool
  ) -> [String] {
    guard
      let descriptor = try? FileDescriptor(
        opening: path, below: raw, flags: O_RDONLY | O_DIRECTORY)
    else { return [] }
    let copy = descriptor.release()
    guard let stream = unsafe fdopendir(copy) else {
      close(copy)
      return []
    }
    defer { unsafe closedir(stream) }
    var names: [String] = []
    while names.count < limit, let entry = unsafe readdir(stream) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
        unsafe $0.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
      }
      if name != ".", name != "..", isWanted(unsafe entry.pointee.d_type, name, copy) {
        names.append(name)
      }
    }
    names.sort { Self.precedes($0, $1) }
    return names
  }

  /// Orders names as people do: "cpu2" before "cpu10".
  public static func precedes(_ left: String, _ right: String) -> Bool {
    let (a, b) = (left.utf8.span, right.utf8.span)
    // Most names of a folder begin alike; a number counts as a whole.
    var start = 0
    while start < min(a.count, b.count), a[start] == b[start] { start += 1 }
    while start > 0, isDigit(a[start - 1]) { start -= 1 }
    var (i, j) = (start, start)
    while i < a.count, j < b.count {
      if isDigit(a[i]), isDigit(b[j]) {
        let (m, n) = (number(in: a, at: &i), number(in: b, at: &j))
        if m.count != n.count { return m.count < n.count }
        for place in m.indices where m[place] != n[place] { return m[place] < n[place] }
      } else {
        if a[i] != b[j] { return a[i] < b[j] }
        i += 1
        j += 1
      }
    }
    if (i == a.count) != (j == b.count) { return i == a.count }
    return left < right
  }

  /// The digits from a place on, without zeros before them, which is moved behind them.
  @_lifetime(copy text)
  private static func number(in text: Span<UInt8>, at place: inout Int) -> Span<UInt8> {
    let start = place
    while place < text.count, isDigit(text[place]) { place += 1 }
    var first = start
    while first < place, text[first] == 0x30 { first += 1 }
    return text.extracting(first..<place)
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

  /// The text of a file, without white space at its ends and with broken UTF-8 repaired; nil where it
  /// cannot be read. For discovery, not for rounds.
  public func text(of path: String) -> String? {
    var buffer = ReadBuffer()
    guard let bytes = try? contents(of: path, into: &buffer) else { return nil }
    return String(trimming: bytes)
  }

  /// The whole text of a file that is not kept open.
  @_lifetime(&buffer)
  public func contents(
    of path: String, into buffer: inout ReadBuffer
  ) throws(SystemError) -> Span<UInt8> {
    let code: Int32
    do {
      let file = try FileDescriptor(opening: path, below: raw)
      return try buffer.fill(from: file.raw)
    } catch {
      code = error.code
    }
    throw SystemError(code: code, operation: "read", path: self.path(of: path))
  }

  /// The whole text of a file that the kernel writes as one record. For what is read of many groups, some of
  /// which have no such file: the error has no full name, whose making would cost more than the read.
  @_lifetime(&buffer)
  public func record(
    of path: String, into buffer: inout ReadBuffer
  ) throws(SystemError) -> Span<UInt8> {
    let file = try FileDescriptor(opening: path, below: raw)
    return try buffer.fill(from: file.raw, isRecord: true)
  }

  /// Where a symbolic link below this directory points to, as written; nil where it is none.
  public func link(_ path: String) -> String? {
    var target = [CChar](repeating: 0, count: 4096)
    let length = unsafe readlinkat(raw, path, &target, target.count)
    guard length > 0 else { return nil }
    return String(decoding: target[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// The last component of where a link points to: the name of a driver, a bus, a device.
  public func linkName(_ path: String) -> String? {
    link(path)?.split(separator: "/").last.map(String.init)
  }

  /// Whether there is something of this name.
  public func contains(_ path: String) -> Bool {
    unsafe path.withCString { unsafe faccessat(raw, $0, F_OK, 0) == 0 }
  }
}

extension String {
  /// Text of a kernel file without white space at its ends, broken UTF-8 repaired.
  public init(trimming bytes: Span<UInt8>) {
    var start = 0
    var end = bytes.count
    while start < end, bytes[start] <= 0x20 { start += 1 }
    while end > start, bytes[end - 1] <= 0x20 { end -= 1 }
    self = unsafe bytes.extracting(start..<end).withUnsafeBufferPointer {
      unsafe String(decoding: $0, as: UTF8.self)
    }
  }
}
