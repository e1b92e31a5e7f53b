/// Text under construction, as bytes that are kept and used again.
///
/// Numbers are formatted by our own digits: 20 ns against 600 ns of `snprintf`, and no allocation.
public struct ByteText: Sendable {
  /// What was written so far.
  public private(set) var bytes: [UInt8] = []

  /// Empty text with room for `capacity` bytes.
  public init(capacity: Int = 0) {
    bytes.reserveCapacity(capacity)
  }

  /// Forgets the text and keeps its memory.
  public mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
  }

  /// Writes text whose bytes stand in the program.
  public mutating func append(_ text: StaticString) {
    unsafe bytes.append(
      contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  /// Writes text.
  public mutating func append(text: String) {
    bytes.append(contentsOf: text.utf8)
  }

  /// Writes one byte of ASCII.
  public mutating func append(byte: UInt8) {
    bytes.append(byte)
  }

  /// Writes bytes made earlier.
  public mutating func append(bytes more: Span<UInt8>) {
    unsafe more.withUnsafeBufferPointer { unsafe bytes.append(contentsOf: $0) }
  }

  /// Writes an unsigned decimal.
  public mutating func append(unsigned value: UInt64) {
    append(digits: value, atLeast: 1)
  }

  /// Writes a signed decimal.
  public mutating func append(signed value: Int64) {
    if value < 0 { bytes.append(0x2D) }
    append(unsigned: value.magnitude)
  }

  /// Writes millionths as a decimal with as many of the six places as are needed: 1500000 as 1.5.
  public mutating func append(micro value: UInt64) {
    let (whole, fraction) = value.quotientAndRemainder(dividingBy: 1_000_000)
    append(unsigned: whole)
    append(fraction: fraction, places: 6)
  }

  /// Writes a decimal that reads back as the same double, with no more places than that needs. Not for
  /// NaN or infinity.
  ///
  /// Kernel files carry thousandths, so most values are whole multiples of 10⁻³. Of the others those of
  /// an ordinary size are written by our own digits, and the rest by the standard library.
  public mutating func append(real value: Double) {
    let magnitude = value.magnitude
    if magnitude < 1e12 {
      let thousandths = (magnitude * 1000).rounded()
      if thousandths / 1000 == magnitude {
        if value < 0 { bytes.append(0x2D) }
        let (whole, fraction) = UInt64(thousandths).quotientAndRemainder(dividingBy: 1000)
        append(unsigned: whole)
        append(fraction: fraction, places: 3)
        return
      }
    }
    if let (decimals, places) = ShortDecimal.places(of: magnitude) {
      if value < 0 { bytes.append(0x2D) }
      append(unsigned: decimals / ShortDecimal.powersOfTen[places])
      append(fraction: decimals % ShortDecimal.powersOfTen[places], places: places)
    } else {
      append(text: value.description)
    }
  }

  /// Writes a point and `fraction` with so many places, without zeros at the end; nothing for 0.
  private mutating func append(fraction: UInt64, places: Int) {
    guard fraction > 0 else { return }
    var rest = fraction
    var open = places
    while rest % 10 == 0 {
      rest /= 10
      open -= 1
    }
    bytes.append(0x2E)
    append(digits: rest, atLeast: open)
  }

  /// Writes a decimal with zeros before it up to a width of at most 20.
  private mutating func append(digits value: UInt64, atLeast width: Int) {
    var digits = InlineArray<20, UInt8>(repeating: 0x30)
    var rest = value
    var start = 20
    repeat {
      start -= 1
      let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
      digits[start] = 0x30 + UInt8(truncatingIfNeeded: digit)
      rest = quotient
    } while rest > 0
    start = min(start, 20 - width)
    append(bytes: digits.span.extracting(start..<20))
  }
}
