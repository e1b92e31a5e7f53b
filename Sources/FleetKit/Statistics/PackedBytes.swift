/// Records one behind the other in blocks, so that a growing number of them is never copied as a whole: the first blocks
/// in memory, the others in a file.
struct PackedBytes: Sendable {
  /// Where a record begins.
  struct Place: Sendable {
    fileprivate let block: Int32
    fileprivate let offset: Int32
  }

  /// Longer records have blocks of their own.
  private static let length = 1 << 18
  /// The length of a record, in front of it.
  private static let head = 4
  /// As much is read of a file at once: nearly all records are shorter.
  private static let usual = 512

  private let bound: Int
  private let overflow: Overflow
  /// The first blocks, which stay in memory.
  private var kept: [[UInt8]] = []
  /// The block that is being filled, and its number.
  private var last: [UInt8] = []
  private var number = 0
  /// How much of it is taken.
  private var taken = 0

  /// Keeps about so many bytes in memory.
  init(bound: Int, overflow: Overflow) {
    self.bound = bound / Self.length
    self.overflow = overflow
  }

  /// Reads a record.
  @inline(__always)
  func read<Value>(_ place: Place, _ body: (inout RecordReader) -> Value) -> Value {
    let (block, start) = (Int(place.block), Int(place.offset) + Self.head)
    if block == number {
      var reader = RecordReader(last.span.extracting(start...))
      return body(&reader)
    }
    if block < kept.count {
      let block = kept[block]
      var reader = RecordReader(block.span.extracting(start...))
      return body(&reader)
    }
    let bytes = spilled(place)
    var reader = RecordReader(bytes.span.extracting(Self.head...))
    return body(&reader)
  }

  /// Adds a record.
  mutating func append(_ record: RecordWriter) -> Place {
    // Behind the last one some bytes may be looked at.
    let needed = Self.head + record.count + RecordReader.padding
    if taken + needed > last.count {
      close()
      last = Array(repeating: 0, count: max(Self.length, needed))
      taken = 0
    }
    let place = Place(block: Int32(number), offset: Int32(taken))
    Self.write(record, to: &last, at: taken)
    taken += Self.head + record.count
    return place
  }

  /// Puts a record in the place of one of so many bytes; where it is longer, behind the others.
  mutating func replace(_ place: Place, of length: Int, by record: RecordWriter) -> Place {
    guard record.count <= length else { return append(record) }
    let block = Int(place.block)
    if block == number {
      Self.write(record, to: &last, at: Int(place.offset))
    } else if block < kept.count {
      Self.write(record, to: &kept[block], at: Int(place.offset))
    } else {
      var bytes = [UInt8](repeating: 0, count: Self.head + record.count)
      Self.write(record, to: &bytes, at: 0)
      unsafe bytes.withUnsafeBytes { unsafe overflow.write($0, at: position(of: place)) }
    }
    return place
  }

  private mutating func close() {
    guard !last.isEmpty else { return }
    if kept.count < bound {
      kept.append(last)
      number += 1
    } else {
      let start = position(of: Place(block: Int32(number), offset: 0))
      unsafe last.withUnsafeBytes { unsafe overflow.write($0, at: start) }
      number += (last.count + Self.length - 1) / Self.length
    }
  }

  /// Where a record stands in the file.
  private func position(of place: Place) -> Int {
    (Int(place.block) - kept.count) * Self.length + Int(place.offset)
  }

  /// A record of the file with its head, and what may be looked at behind it.
  private func spilled(_ place: Place) -> [UInt8] {
    let start = position(of: place)
    func bytes(_ count: Int) -> [UInt8] {
      unsafe [UInt8](unsafeUninitializedCapacity: count) { room, filled in
        unsafe overflow.read(start, into: UnsafeMutableRawBufferPointer(room))
        filled = count
      }
    }
    let first = bytes(Self.usual)
    let needed = Self.head + Self.length(in: first) + RecordReader.padding
    return needed <= Self.usual ? first : bytes(needed)
  }

  private static func length(in bytes: [UInt8]) -> Int {
    (0..<head).reduce(0) { $0 | Int(bytes[$1]) << (8 * $1) }
  }

  private static func write(_ record: RecordWriter, to block: inout [UInt8], at start: Int) {
    for place in 0..<head {
      block[start + place] = UInt8(truncatingIfNeeded: record.count >> (8 * place))
    }
    let bytes = record.bytes
    unsafe block.withUnsafeMutableBytes { block in
      unsafe bytes.extracting(first: record.count).withUnsafeBytes { bytes in
        unsafe UnsafeMutableRawBufferPointer(rebasing: block[(start + head)...])
          .copyMemory(from: bytes)
      }
    }
  }
}
