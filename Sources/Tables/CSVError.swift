/// Why a table could not be read.
public enum CSVError: Error, Hashable, CustomStringConvertible {
  /// More bytes, rows or fields than a table may have.
  case tooLarge(line: Int)
  /// A quote that does not end, or text behind one that did.
  case strayQuote(line: Int)
  /// Another number of fields than the header has.
  case wrongFieldCount(line: Int)
  /// No header row, or one that names a column twice.
  case badHeader

  /// What is wrong, and where.
  public var description: String {
    switch self {
    case .tooLarge(let line): "line \(line): the table is larger than its bounds"
    case .strayQuote(let line): "line \(line): a quote is not closed or stands within a field"
    case .wrongFieldCount(let line): "line \(line): not as many fields as the header has"
    case .badHeader: "no header row, or one that names a column twice"
    }
  }
}
