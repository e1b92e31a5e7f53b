internal import LinuxFiles

/// Records by their first text, in the order in which they were met: most of them lie in a file, and some twenty bytes of
/// each are in memory.
struct PackedTable: Sendable {
  /// Where a key is, or where it belongs.
  struct Slot {
    fileprivate let place: Int
    /// The number of its record; nil where there is none yet.
    let number: Int?
  }

  /// How many there are.
  var count: Int { places.count }

  /// Where each one begins.
  private var places: [PackedBytes.Place] = []
  private let overflow: Overflow
  private var packed: PackedBytes
  /// Open addressing, a power of two, a quarter of it empty: the higher half of a hash, and behind it the number of the
  /// record from 1 on; 0 where there is none.
  private var slots = [UInt64](repeating: 0, count: 64)

  /// No records; about `bound` bytes of them stay in memory, the others in a file in `folder`.
  init(in folder: String?, bound: Int) {
    overflow = Overflow(in: folder ?? TemporaryFile.folder)
    packed = PackedBytes(bound: bound, overflow: overflow)
  }

  /// Why records could not be kept: then nothing that is read is right. Nil where all could.
  var failure: SystemError? { overflow.failure }

  /// Reads a record by its number.
  @inline(__always)
  func read<Value>(_ number: Int, _ body: (inout RecordReader) -> Value) -> Value {
    packed.read(places[number], body)
  }

  /// Looks for the record that begins with a text.
  func slot(of key: borrowing Span<UInt8>) -> Slot {
    let mark = Self.mark(key)
    var place = Int(mark >> 32) & (slots.count - 1)
    while slots[place] != 0 {
      if slots[place] & 0xFFFF_FFFF_0000_0000 == mark {
        let number = Self.number(slots[place])
        let isSame = packed.read(places[number]) { reader in
          reader.bytes.isEqual(reader.stretch(), key)
        }
        if isSame { return Slot(place: place, number: number) }
      }
      place = (place + 1) & (slots.count - 1)
    }
    return Slot(place: place, number: nil)
  }

  /// Keeps a record, which begins with `key`, where `slot` was found for it. One that takes the place of another, which
  /// was so long, is written over it where it fits.
  mutating func set(
    _ slot: Slot, _ key: borrowing Span<UInt8>, to record: RecordWriter, inPlaceOf length: Int = 0
  ) {
    if let number = slot.number {
      places[number] = packed.replace(places[number], of: length, by: record)
      return
    }
    places.append(packed.append(record))
    slots[slot.place] = Self.mark(key) | UInt64(places.count)
    if places.count * 4 > slots.count * 3 { grow() }
  }

  private static func mark(_ key: borrowing Span<UInt8>) -> UInt64 {
    var hasher = Hasher()
    unsafe key.withUnsafeBytes { unsafe hasher.combine(bytes: $0) }
    return UInt64(truncatingIfNeeded: hasher.finalize()) & 0xFFFF_FFFF_0000_0000
  }

  private static func number(_ slot: UInt64) -> Int { Int(slot & 0xFFFF_FFFF) - 1 }

  private mutating func grow() {
    var larger = [UInt64](repeating: 0, count: slots.count * 2)
    for slot in slots where slot != 0 {
      var place = Int(slot >> 32) & (larger.count - 1)
      while larger[place] != 0 { place = (place + 1) & (larger.count - 1) }
      larger[place] = slot
    }
    slots = larger
  }
}
