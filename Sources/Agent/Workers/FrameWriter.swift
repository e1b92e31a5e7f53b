/// What a worker says, and in which form: little-endian u32 length of what follows, u8 type, payload.
enum WorkerFrame {
  /// The number of the protocol; agent and worker are the same program, so another one is an error.
  static let version: UInt16 = 3
  /// The longest frame in bytes, its length not counted.
  static let longest = 1 << 20
  /// Stands for "no group" in a round frame.
  static let none: UInt32 = .max

  /// The kinds of frame.
  enum Kind: UInt8 {
    /// u16 version, u32 number of groups: a new table begins, its groups follow.
    case hello = 1
    /// u32 cadence in seconds, text probe, text key, u32 number of series, and for each: text metric, u8
    /// number of labels, and for each text name, text value.
    case group = 2
    /// u64 boot time, u64 boot time of the next frame where no group is read before, u32 group that was
    /// read or `none`, u32 group that is read next or `none`, u8 number of refusals of its probe and for
    /// each u8 reason, u32 count; then for each series of the group u8 kind, u64 bits.
    case round = 3
    /// u8 level, text.
    case log = 4
    /// text probe: its hardware is looked for (again) now.
    case search = 5
  }

  /// How a value stands in a round frame.
  enum ValueKind: UInt8 {
    case absent = 0
    case real = 1
    case count = 2
    case micro = 3
    /// The bits are the reason why it could not be read.
    case failed = 4
  }
}

/// Builds frames in one buffer.
struct FrameWriter {
  private(set) var bytes: [UInt8] = []
  private var start = 0

  mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
  }

  mutating func begin(_ kind: WorkerFrame.Kind) {
    start = bytes.count
    put(UInt32(0))
    put(kind.rawValue)
  }

  mutating func end() {
    var length = UInt32(bytes.count - start - 4)
    for index in 0..<4 {
      bytes[start + index] = UInt8(truncatingIfNeeded: length)
      length >>= 8
    }
  }

  mutating func put(_ value: some FixedWidthInteger & UnsignedInteger) {
    var rest = UInt64(value)
    for _ in 0..<value.bitWidth / 8 {
      bytes.append(UInt8(truncatingIfNeeded: rest))
      rest >>= 8
    }
  }

  /// A u16 length and UTF-8.
  mutating func put(text: String) {
    let utf8 = Array(text.utf8.prefix(Int(UInt16.max)))
    put(UInt16(utf8.count))
    bytes.append(contentsOf: utf8)
  }
}
