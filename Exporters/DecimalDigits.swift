/// One number as text, written from its end towards its beginning, in bytes that are not on the heap.
struct DecimalDigits {
  /// The longest number: a sign, 20 digits, a point and 19 places.
  private static let room = 48

  private var bytes = InlineArray<48, UInt8>(repeating: 0x30)
  private var start = room

  /// What was written so far.
  var span: Span<UInt8> {
    @_lifetime(borrow self)
    borrowing get { bytes.span.extracting(start..<Self.room) }
  }

  /// Puts a byte of ASCII before what stands there.
  @inline(__always)
  mutating func prepend(byte: UInt8) {
    start &-= 1
    bytes[start] = byte
  }

  /// Puts a decimal before what stands there.
  @inline(__always)
  mutating func prepend(_ value: UInt64) {
    var rest = value
    repeat {
      let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
      prepend(byte: 0x30 + UInt8(truncatingIfNeeded: digit))
      rest = quotient
    } while rest > 0
  }

  /// Puts a point and `fraction` with so many places, without zeros at its end, where nothing stands yet;
  /// nothing for 0.
  @inline(__always)
  mutating func prepend(fraction: UInt64, places: Int) {
    guard fraction > 0 else { return }
    var rest = fraction
    var open = places
    while rest % 10 == 0 {
      rest /= 10
      open -= 1
    }
    prepend(rest)
    // All that was not written is zeros already.
    start = Self.room - open
    prepend(byte: 0x2E)
  }
}
