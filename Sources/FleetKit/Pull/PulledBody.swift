internal import Exporters
internal import LinuxFiles

/// A report while it comes: unpacked, digested and put aside piece by piece, so that of many at a time little is in
/// memory.
struct PulledBody {
  /// The longest answer as it is sent, in bytes.
  private static let mostSentBytes = 64 << 20
  /// The longest document, in bytes.
  private static let mostBytes = 256 << 20
  /// What is longer goes to a temporary file.
  private static let memoryBytes = 1 << 18
  /// How every report begins.
  static let start = Array("{\"schema\":\"nodeprobe.report/1\",\"node_id\":\"".utf8)
  private static let idLength = 64

  /// How many bytes have come, as they were sent.
  private(set) var received = 0

  private let text: Spool
  private var count = 0
  /// Schema and identity.
  private var beginning: [UInt8] = []
  private var lineEnds = 0
  private var last: UInt8 = 0
  private let unpacker: GzipUnpacker?
  private var room: [UInt8] = []
  /// What the digest has to be; nil where none is told.
  private let toldDigest: String?
  /// Whether what was sent is digested, and not the document.
  private let digestsSent: Bool
  private var digest = Digest()

  /// What follows a head.
  ///
  /// - Parameter folder: for the temporary file.
  init(of answer: PullAnswer, in folder: String) throws(PullFailure) {
    text = Spool(in: folder, bound: Self.memoryBytes)
    let isPacked = answer.value(of: "content-encoding") == "gzip"
    let own = answer.value(of: "unencoded-digest")
    toldDigest = own ?? answer.value(of: "repr-digest")
    digestsSent = isPacked && own == nil
    guard isPacked else {
      unpacker = nil
      return
    }
    guard let unpacker = GzipUnpacker() else { throw PullFailure("out of memory") }
    self.unpacker = unpacker
    room = [UInt8](repeating: 0, count: 1 << 16)
  }

  /// Takes the next bytes.
  mutating func take(_ piece: ArraySlice<UInt8>) throws(PullFailure) {
    received += piece.count
    guard received <= Self.mostSentBytes else {
      throw PullFailure("the answer is longer than \(Self.mostSentBytes >> 20) MiB")
    }
    if digestsSent { unsafe piece.withUnsafeBytes { unsafe digest.update($0) } }
    guard let unpacker else { return try keep(piece) }
    var rest = piece
    while true {
      let step = unsafe rest.withUnsafeBytes { source in
        unsafe room.withUnsafeMutableBytes { unsafe unpacker.unpack(source, into: $0) }
      }
      guard let step else { throw PullFailure("its gzip is broken") }
      rest = rest.dropFirst(step.used)
      try keep(room[..<step.made])
      if step == (0, 0) || rest.isEmpty && step.made < room.count { return }
    }
  }

  /// Keeps a part of the document.
  private mutating func keep(_ part: ArraySlice<UInt8>) throws(PullFailure) {
    guard let end = part.last else { return }
    count += part.count
    guard count <= Self.mostBytes else {
      throw PullFailure("it is longer than \(Self.mostBytes >> 20) MiB")
    }
    beginning += part.prefix(Self.start.count + Self.idLength - beginning.count)
    lineEnds += part.count { $0 == 0x0A }
    last = end
    if !digestsSent { unsafe part.withUnsafeBytes { unsafe digest.update($0) } }
    do throws(SystemError) {
      _ = try text.append(0..<part.count, of: part.span)
    } catch {
      throw PullFailure(error)
    }
  }

  /// The report when all of it has come; throws where it is none, or another one than was sent.
  func report(_ answer: PullAnswer) throws(PullFailure) -> PulledReport {
    if let unpacker, !unpacker.isWhole { throw PullFailure("its gzip broke off") }
    guard let toldDigest else {
      throw PullFailure("it has no digest: another program than an agent, or a proxy that drops it")
    }
    guard toldDigest.contains("sha-256=:\(digest.value.base64):") else {
      throw PullFailure("it is not what its digest says")
    }
    guard last == 0x0A, lineEnds == 1 else { throw PullFailure("it is not one line") }
    // What no double holds would not be read again from the file of positions.
    guard let position = answer.value(of: "nodeprobe-position").flatMap({ UInt64($0) }),
      position < JSONWalker.amountLimit
    else { throw PullFailure("it does not say where the next report begins") }
    return PulledReport(
      text: text, count: count, nodeID: try node(), position: position,
      isCut: answer.value(of: "link")?.contains("rel=\"next\"") ?? false)
  }

  /// The identity stands first, so the rest need not be read.
  private func node() throws(PullFailure) -> String {
    let id = beginning.dropFirst(Self.start.count)
    guard beginning.starts(with: Self.start), id.count == Self.idLength,
      id.allSatisfy({ 0x30...0x39 ~= $0 || 0x61...0x66 ~= $0 })
    else { throw PullFailure("it is no report of a node") }
    return String(decoding: id, as: UTF8.self)
  }
}

extension NodeID {
  /// The bytes in Base64 (RFC 4648, section 4).
  fileprivate var base64: String {
    var bytes: [UInt8] = []
    for word in [words.0, words.1, words.2, words.3] {
      for shift in stride(from: UInt64(56), through: 0, by: -8) {
        bytes.append(UInt8(truncatingIfNeeded: word >> shift))
      }
    }
    return Base64.text(of: bytes)
  }
}
