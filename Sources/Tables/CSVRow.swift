public import NodeModel

/// One row of a table, its fields found by the names in the header.
public struct CSVRow: Sendable {
  let columns: [String: Int]
  let fields: [String]

  /// The text of a field; nil where it is empty (unknown) or the table has no such column.
  public subscript(column: String) -> String? {
    guard let place = columns[column], !fields[place].isEmpty else { return nil }
    return fields[place]
  }

  /// A decimal; nil where it is unknown or no decimal.
  public func decimal(_ column: String) -> Millionths? {
    self[column].flatMap { Millionths(decimal: $0) }
  }

  /// A whole number, such as a year.
  public func integer(_ column: String) -> Int? {
    self[column].flatMap { Int($0) }
  }
}
