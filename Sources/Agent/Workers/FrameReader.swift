internal import LinuxFiles

/// Takes a worker's bytes apart, as those of a stranger: every length is checked, and the first mistake
/// ends the worker.
struct FrameReader {
  /// What is wrong with the bytes.
  struct Malformed: Error {
    let what: StaticString
  }

  private var bytes: [UInt8] = []
  private var start = 0

  /// Forgets everything: another process speaks now.
  mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    start = 0
  }

  mutating func append(_ more: Span<UInt8>) {
    if start > 0, start == bytes.count { removeAll() }
    for index in more.indices { bytes.append(more[index]) }
  }

  /// The next whole frame; nil until more bytes come.
  mutating func next() throws(Malformed) -> Frame? {
    guard bytes.count - start >= 4 else { return nil }
    var length = 0
    for index in 0..<4 { length |= Int(bytes[start + index]) << (8 * index) }
    guard length >= 1, length <= WorkerFrame.longest else { throw Malformed(what: "length") }
    guard bytes.count - start - 4 >= length else {
      compact()
      return nil
    }
    guard let kind = WorkerFrame.Kind(rawValue: bytes[start + 4]) else {
      throw Malformed(what: "type")
    }
    let payload = bytes[(start + 5)..<(start + 4 + length)]
    start += 4 + length
    return Frame(kind: kind, payload: payload)
  }

  private mutating func compact() {
    guard start > 1 << 16 else { return }
    bytes.removeFirst(start)
    start = 0
  }

  /// One frame, walked from its beginning.
  struct Frame {
    let kind: WorkerFrame.Kind
    private var payload: ArraySlice<UInt8>

    init(kind: WorkerFrame.Kind, payload: ArraySlice<UInt8>) {
      self.kind = kind
      self.payload = payload
    }

    var isAtEnd: Bool { payload.isEmpty }

    mutating func take<Number: FixedWidthInteger>(
      _ type: Number.Type = Number.self
    ) throws(Malformed) -> Number {
      let size = Number.bitWidth / 8
      guard payload.count >= size else { throw Malformed(what: "short frame") }
      var value: UInt64 = 0
      for offset in 0..<size {
        value |= UInt64(payload[payload.startIndex + offset]) << (8 * offset)
      }
      payload = payload.dropFirst(size)
      return Number(truncatingIfNeeded: value)
    }

    mutating func text() throws(Malformed) -> String {
      let length = Int(try take(UInt16.self))
      guard payload.count >= length else { throw Malformed(what: "short text") }
      let text = String(decoding: payload.prefix(length), as: UTF8.self)
      payload = payload.dropFirst(length)
      return text
    }
  }
}
