/// Walks the rows of a small table, CSV as RFC 4180 has it, with LF or CRLF.
public struct CSVReader: ~Escapable {
  /// Larger tables are refused.
  public static let longestTable = 1 << 20
  /// Rows with more fields are refused.
  public static let mostFields = 64

  private let bytes: Span<UInt8>
  private var position = 0
  private var line = 1
  /// The names in the header row, with their places.
  public private(set) var columns: [String: Int]

  /// Reads the header row.
  @_lifetime(copy bytes)
  public init(_ bytes: Span<UInt8>) throws(CSVError) {
    self.bytes = bytes
    columns = [:]
    guard bytes.count <= Self.longestTable else { throw .tooLarge(line: 1) }
    var columns: [String: Int] = [:]
    for (place, name) in try fields().enumerated() {
      guard columns.updateValue(place, forKey: name) == nil else { throw .badHeader }
    }
    guard columns[""] == nil, !columns.isEmpty else { throw .badHeader }
    self.columns = columns
  }

  /// The next row; nil behind the last.
  @_lifetime(self: copy self)
  public mutating func next() throws(CSVError) -> CSVRow? {
    guard position < bytes.count else { return nil }
    let line = line
    let fields = try fields()
    guard fields.count == columns.count else { throw .wrongFieldCount(line: line) }
    return CSVRow(columns: columns, fields: fields)
  }

  /// The fields up to the end of a row, and over it.
  @_lifetime(self: copy self)
  private mutating func fields() throws(CSVError) -> [String] {
    var fields: [String] = []
    while true {
      guard fields.count < Self.mostFields else { throw .tooLarge(line: line) }
      fields.append(try peek == 0x22 ? quotedField() : plainField())
      if peek == 0x2C {
        position += 1
        continue
      }
      if peek == 0x0D, position + 1 < bytes.count, bytes[position + 1] == 0x0A { position += 1 }
      if peek == 0x0A {
        position += 1
        line += 1
        return fields
      }
      guard peek == nil else { throw .strayQuote(line: line) }
      return fields
    }
  }

  private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

  @_lifetime(self: copy self)
  private mutating func plainField() throws(CSVError) -> String {
    var text: [UInt8] = []
    while let byte = peek, byte != 0x2C, byte != 0x0A {
      if byte == 0x0D, position + 1 < bytes.count, bytes[position + 1] == 0x0A { break }
      guard byte != 0x22 else { throw .strayQuote(line: line) }
      text.append(byte)
      position += 1
    }
    return String(decoding: text, as: UTF8.self)
  }

  @_lifetime(self: copy self)
  private mutating func quotedField() throws(CSVError) -> String {
    let first = line
    var text: [UInt8] = []
    position += 1
    while let byte = peek {
      position += 1
      if byte == 0x22 {
        guard peek == 0x22 else { return String(decoding: text, as: UTF8.self) }
        position += 1
      }
      if byte == 0x0A { line += 1 }
      text.append(byte)
    }
    throw .strayQuote(line: first)
  }
}
