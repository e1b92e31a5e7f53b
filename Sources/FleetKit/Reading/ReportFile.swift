internal import CLinux
internal import LinuxFiles

/// The text of an input, unpacked where it is packed: a file, standard input or a pipe, once from the beginning to
/// the end.
final class ReportFile {
  private let name: String
  /// The descriptor, which is closed with this; −1 where the bytes are in memory.
  private let raw: Int32
  /// Those that are left of bytes in memory.
  private var memory: ArraySlice<UInt8> = []
  private let isPipe: Bool
  private var unpacker: (any Unpacker)?
  /// Bytes as they stand in the file that are not unpacked yet.
  private var packed: [UInt8] = []
  private var isFirst = true
  /// Text that was read and given back.
  private var givenBack: ArraySlice<UInt8> = []
  private var isEnded = false
  /// Of all bytes that were received; nil where nobody wants it.
  private var digest: Digest?
  private let isDigesting: Bool
  /// As long as nobody knows whether the file is the one that it was written for.
  private var sidecar: Sidecar?
  private var received = 0
  /// How many bytes an ordinary file had when it was opened; 0 where that says nothing.
  private let size: Int
  /// Whether the text can be read again from the file: it is an ordinary one and not packed.
  private(set) var isPlain: Bool
  /// What is wrong with the packing; the text ends there.
  private(set) var fault: JSONFault.Reason?
  /// Why it could not be read on; the text ends there. It is not asked again: what follows would be another piece of it.
  private(set) var failure: SystemError?

  /// Opens an input.
  ///
  /// - Parameter isDigesting: whether `digested` will be asked for.
  init(_ input: FleetInput, isDigesting: Bool = false) throws(SystemError) {
    name = input.name
    self.isDigesting = isDigesting
    if case .bytes(_, let bytes) = input {
      digest = isDigesting ? Digest() : nil
      memory = bytes[...]
      raw = -1
      size = 0
      isPlain = false
      isPipe = false
      return
    }
    let descriptor =
      name == "-"
      ? FileDescriptor(owning: dup(0))
      : try FileDescriptor(opening: name)
    var status = stat()
    guard unsafe fstat(descriptor.raw, &status) == 0 else {
      throw SystemError(code: clinux_errno(), operation: "read", path: name)
    }
    let kind = Int32(status.st_mode) & S_IFMT
    guard kind != S_IFDIR else { throw SystemError(code: EISDIR, operation: "read", path: name) }
    // Standard input may be a file that somebody has begun to read.
    isPlain = kind == S_IFREG && name != "-"
    isPipe = kind == S_IFIFO
    size = isPlain ? Int(status.st_size) : 0
    raw = descriptor.release()
    sidecar = isPipe ? nil : Sidecar(beside: input)
    digest = isDigesting || sidecar != nil ? Digest() : nil
  }

  deinit {
    if raw >= 0 { close(raw) }
  }

  /// Has the next `read` begin with bytes that were read before.
  func giveBack(_ bytes: [UInt8]) { givenBack = bytes[...] }

  /// The next bytes of the text, as many as there is room for but at the end; 0 at the end. Why it ends early is in
  /// `fault` and `failure`.
  func read(into room: UnsafeMutableRawBufferPointer) -> Int {
    var made = min(givenBack.count, room.count)
    if made > 0 {
      unsafe room.copyBytes(from: givenBack.prefix(made))
      givenBack = givenBack.dropFirst(made)
    }
    while made < room.count {
      let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: room[made...])
      // Why not is in `failure`.
      guard let count = unsafe try? isFirst ? begin(into: rest) : next(into: rest), count > 0
      else { break }
      made += count
    }
    return made
  }

  /// Whether it is another file than the one that the digest beside it was written for. What nobody has found out yet
  /// takes another look at all of it, unless it was read to its end.
  func isDenied() -> Bool {
    // What cannot be read to its end is refused as such.
    guard let sidecar, failure == nil else { return false }
    guard let found = isEnded ? digest?.value : try? wholeDigest() else { return false }
    guard !sidecar.denies(found) else { return true }
    self.sidecar = nil
    if !isDigesting { digest = nil }
    return false
  }

  /// The digest of the whole input as it lies there: what is left of it is read first. Nil where nobody wanted it.
  func digested() throws(SystemError) -> InputDigest? {
    guard isDigesting else { return nil }
    var room = [UInt8](repeating: 0, count: 1 << 16)
    while unsafe try room.withUnsafeMutableBufferPointer({
      (bytes) throws(SystemError) -> Int in
      unsafe try receive(UnsafeMutableRawBufferPointer(bytes))
    }) > 0 {}
    return digest.map { InputDigest(name: name, bytes: received, digest: $0) }
  }

  private func wholeDigest() throws(SystemError) -> NodeID {
    let file = FileDescriptor(owning: dup(raw))
    var digest = Digest()
    var room = [UInt8](repeating: 0, count: 1 << 16)
    var at = 0
    while true {
      let count = unsafe try room.withUnsafeMutableBufferPointer {
        (room) throws(SystemError) -> Int in
        let count = unsafe try file.read(at: at, into: UnsafeMutableRawBufferPointer(room))
        unsafe digest.update(UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: room[..<count])))
        return count
      }
      if count == 0 { return digest.value }
      at += count
    }
  }

  /// Looks at the first bytes: they say whether the file is packed, whatever its name is.
  private func begin(into room: UnsafeMutableRawBufferPointer) throws(SystemError) -> Int {
    isFirst = false
    var count = 0
    while count < min(4, room.count) {
      let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: room[count...])
      guard let more = unsafe try? receive(rest), more > 0 else { break }
      count += more
    }
    let first = unsafe Array(room[..<count])
    if first.starts(with: [0x1F, 0x8B]) { unpacker = GzipUnpacker() }
    if first.starts(with: [0x28, 0xB5, 0x2F, 0xFD]) { unpacker = ZstdUnpacker() }
    guard unpacker != nil else { return count }
    isPlain = false
    packed = first
    return unsafe try next(into: room)
  }

  private func next(into room: UnsafeMutableRawBufferPointer) throws(SystemError) -> Int {
    guard let unpacker else { return unsafe try receive(room) }
    while fault == nil {
      let step = unsafe packed.withUnsafeBytes { unsafe unpacker.unpack($0, into: room) }
      guard let (used, made) = step else {
        fault = unpacker.fault
        return 0
      }
      packed.removeFirst(used)
      if made > 0 { return made }
      if used > 0, !packed.isEmpty { continue }
      var more = [UInt8](repeating: 0, count: 1 << 17)
      let count = unsafe try more.withUnsafeMutableBufferPointer {
        (bytes) throws(SystemError) -> Int in
        unsafe try receive(UnsafeMutableRawBufferPointer(bytes))
      }
      if count == 0 {
        if !unpacker.isWhole || !packed.isEmpty { fault = unpacker.fault }
        return 0
      }
      packed.append(contentsOf: more[..<count])
    }
    return 0
  }

  private func receive(_ room: UnsafeMutableRawBufferPointer) throws(SystemError) -> Int {
    let count = unsafe try take(room)
    received += count
    unsafe digest?.update(
      UnsafeRawBufferPointer(UnsafeMutableRawBufferPointer(rebasing: room[..<count])))
    return count
  }

  private func take(_ room: UnsafeMutableRawBufferPointer) throws(SystemError) -> Int {
    if let failure { throw failure }
    if isEnded { return 0 }
    if raw < 0 {
      let count = min(room.count, memory.count)
      unsafe room.copyBytes(from: memory.prefix(count))
      memory = memory.dropFirst(count)
      return count
    }
    while true {
      // A pipe that nobody writes to yet looks like one that has ended.
      if isPipe { wait() }
      let count = unsafe CLinux.read(raw, room.baseAddress, room.count)
      if count > 0 {
        // Who has all bytes that there were, and was given fewer than there is room for, need not ask for more.
        isEnded = size > 0 && count < room.count && received + count >= size
        return count
      }
      if count == 0 {
        isEnded = true
        return 0
      }
      switch clinux_errno() {
      case EINTR: continue
      case EAGAIN: wait()
      case let code:
        let error = SystemError(code: code, operation: "read", path: name)
        failure = error
        throw error
      }
    }
  }

  private func wait() {
    var waits = [pollfd(fd: raw, events: Int16(POLLIN), revents: 0)]
    unsafe poll(&waits, 1, -1)
  }
}
