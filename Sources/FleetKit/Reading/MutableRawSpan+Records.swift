internal import NodeModel

/// What records are made of; eight bytes are written at a time, so that there must be room behind the last.
extension MutableRawSpan {
  /// Writes the lowest bytes of a word.
  @inline(__always)
  @_lifetime(self: copy self)
  mutating func put(_ word: UInt64, _ width: Int, at place: inout Int) {
    storeBytes(of: word.littleEndian, toByteOffset: place, as: UInt64.self)
    place += width
  }

  /// Writes a number.
  @inline(__always)
  @_lifetime(self: copy self)
  mutating func put(_ number: UInt64, at place: inout Int) {
    let width = (71 - number.leadingZeroBitCount) >> 3
    if width < 8 { return put(number << 8 | UInt64(width), width + 1, at: &place) }
    put(8, 1, at: &place)
    put(number, 8, at: &place)
  }

  /// Writes twelve amounts, all of them as wide as the widest.
  @inline(__always)
  @_lifetime(self: copy self)
  mutating func put(_ slots: HourSlots, at place: inout Int) {
    var all: UInt64 = 0
    for slot in 0..<HourSlots.count { all |= slots[slot] }
    let width = (71 - all.leadingZeroBitCount) >> 3
    put(UInt64(width), 1, at: &place)
    for slot in 0..<HourSlots.count { put(slots[slot], width, at: &place) }
  }
}
