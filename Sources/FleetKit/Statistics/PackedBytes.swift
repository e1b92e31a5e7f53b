/// Records one behind the other in blocks, so that a growing number of them is never copied as a whole.
struct PackedBytes: Sendable {
  /// Where a record begins.
  struct Place: Sendable {
    fileprivate let block: Int32
    fileprivate let offset: Int32
  }

  /// Longer records have blocks of their own.
  private static let length = 1 << 18

  private var blocks: [[UInt8]] = []
  /// How much of the last block is taken.
  private var taken = length

  /// Reads a record.
  @inline(__always)
  func read<Value>(_ place: Place, _ body: (inout RecordReader) -> Value) -> Value {
    let block = blocks[Int(place.block)]
    var reader = RecordReader(block.span.extracting(Int(place.offset)...))
    return body(&reader)
  }

  /// Adds a record.
  mutating func append(_ record: RecordWriter) -> Place {
    // Behind the last one some bytes may be looked at.
    let needed = record.count + RecordReader.padding
    if taken + needed > (blocks.last?.count ?? 0) {
      blocks.append(Array(repeating: 0, count: max(Self.length, needed)))
      taken = 0
    }
    let place = Place(block: Int32(blocks.count - 1), offset: Int32(taken))
    write(record, place)
    taken += record.count
    return place
  }

  /// Puts a record in the place of one of so many bytes; where it is longer, behind the others.
  mutating func replace(_ place: Place, of length: Int, by record: RecordWriter) -> Place {
    guard record.count <= length else { return append(record) }
    write(record, place)
    return place
  }

  private mutating func write(_ record: RecordWriter, _ place: Place) {
    let bytes = record.bytes
    let start = Int(place.offset)
    unsafe blocks[Int(place.block)].withUnsafeMutableBytes { block in
      unsafe bytes.extracting(first: record.count).withUnsafeBytes { bytes in
        unsafe UnsafeMutableRawBufferPointer(rebasing: block[start...]).copyMemory(from: bytes)
      }
    }
  }
}
