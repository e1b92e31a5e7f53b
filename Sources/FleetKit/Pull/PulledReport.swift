internal import Exporters
internal import NodeModel

/// A report as an agent sent it, whole and with the right digest.
struct PulledReport {
  /// One line with its end.
  let bytes: [UInt8]
  /// Which node it is of: 64 hexadecimal digits.
  let nodeID: String
  /// What the next report is to be after.
  let position: UInt64
  /// Whether further rows follow at once.
  let isCut: Bool

  /// The longest document, in bytes.
  private static let mostBytes = 256 << 20

  /// Throws where the answer is no report, or another one than was sent.
  init(_ answer: PullAnswer) throws(PullFailure) {
    let isPacked = answer.value(of: "content-encoding") == "gzip"
    bytes = isPacked ? try Self.unpacked(answer.body) : Array(answer.body)
    try Self.check(bytes, answer, isPacked: isPacked)
    guard bytes.last == 0x0A, bytes.count(where: { $0 == 0x0A }) == 1 else {
      throw PullFailure("it is not one line")
    }
    guard let position = answer.value(of: "nodeprobe-position").flatMap({ UInt64($0) }) else {
      throw PullFailure("it does not say where the next report begins")
    }
    self.position = position
    isCut = answer.value(of: "link")?.contains("rel=\"next\"") ?? false
    nodeID = try Self.node(of: bytes)
  }

  /// Compares the document with its digest: `Unencoded-Digest`, else `Repr-Digest` of what was sent.
  private static func check(
    _ bytes: [UInt8], _ answer: PullAnswer, isPacked: Bool
  ) throws(PullFailure) {
    let own = answer.value(of: "unencoded-digest")
    guard let said = own ?? answer.value(of: "repr-digest") else {
      throw PullFailure("it has no digest: another program than an agent, or a proxy that drops it")
    }
    let digest = Digest.of(own == nil && isPacked ? Array(answer.body) : bytes)
    guard said.contains("sha-256=:\(digest.base64):") else {
      throw PullFailure("it is not what its digest says")
    }
  }

  /// The identity stands first, so the rest need not be read.
  private static func node(of bytes: [UInt8]) throws(PullFailure) -> String {
    let start = Array("{\"schema\":\"nodeprobe.report/1\",\"node_id\":\"".utf8)
    let id = bytes.dropFirst(start.count).prefix(64)
    guard bytes.starts(with: start), id.count == 64,
      id.allSatisfy({ 0x30...0x39 ~= $0 || 0x61...0x66 ~= $0 })
    else { throw PullFailure("it is no report of a node") }
    return String(decoding: id, as: UTF8.self)
  }

  private static func unpacked(_ packed: ArraySlice<UInt8>) throws(PullFailure) -> [UInt8] {
    guard let unpacker = GzipUnpacker() else { throw PullFailure("out of memory") }
    var bytes: [UInt8] = []
    var room = [UInt8](repeating: 0, count: 1 << 18)
    var rest = packed
    while true {
      let step = unsafe rest.withUnsafeBytes { source in
        unsafe room.withUnsafeMutableBytes { unsafe unpacker.unpack(source, into: $0) }
      }
      guard let step else { throw PullFailure("its gzip is broken") }
      rest = rest.dropFirst(step.used)
      bytes += room[..<step.made]
      guard bytes.count <= mostBytes else {
        throw PullFailure("it is longer than \(mostBytes >> 20) MiB")
      }
      if rest.isEmpty, step.made < room.count { break }
      if step == (0, 0) { break }
    }
    guard unpacker.isWhole else { throw PullFailure("its gzip broke off") }
    return bytes
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
