/// A factor or a price as a whole number of millionths, so that products of it are exact.
///
/// Tables and configurations give decimals; 342.06 g/kWh is 342,060,000 millionths and nothing else.
public struct Millionths: Sendable, Hashable {
  /// A million units: above it no factor makes sense, and below it products with a slot's energy
  /// (below 2^53 µJ) stay below 2^120.
  public static let largest = Millionths(count: 1_000_000_000_000)
  /// Nothing.
  public static let zero = Millionths(count: 0)
  /// One unit.
  public static let one = Millionths(count: 1_000_000)

  /// How many millionths of the unit.
  public let count: UInt64

  /// Takes a number of millionths.
  public init(count: UInt64) {
    self.count = count
  }

  /// The nearest number of millionths; nil below 0, above `largest` and for what is no number.
  public init?(_ value: Double) {
    guard value >= 0, value <= Self.largest.double else { return nil }
    count = UInt64((value * 1e6).rounded())
  }

  /// Reads a decimal such as `342.06` exactly; nil for anything else, more than six decimal places and
  /// values above `largest`.
  public init?(decimal text: some StringProtocol) {
    var value: UInt64 = 0
    var digits = 0
    var places: Int?
    for byte in text.utf8 {
      if byte == 0x2E, places == nil, digits > 0 {
        places = 0
        continue
      }
      guard case let digit = byte &- 0x30, digit < 10, places != 6 else { return nil }
      places = places.map { $0 + 1 }
      digits += 1
      value = value * 10 + UInt64(digit)
      guard value <= Self.largest.count else { return nil }
    }
    guard digits > 0, places != 0 else { return nil }
    for _ in (places ?? 0)..<6 {
      value *= 10
    }
    guard value <= Self.largest.count else { return nil }
    count = value
  }

  /// In units, as the nearest double.
  public var double: Double { Double(count) / 1e6 }
}

extension Millionths: Comparable {
  /// By size.
  public static func < (left: Millionths, right: Millionths) -> Bool { left.count < right.count }
}
