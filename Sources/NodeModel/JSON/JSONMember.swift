/// A member of a JSON object whose value a record may lack: named once for reading and for writing.
public enum JSONMember<Record> {
  /// A string.
  case text(StaticString, WritableKeyPath<Record, String?>)
  /// Strings; none of them is an empty array.
  case texts(StaticString, WritableKeyPath<Record, [String]>)
  /// A whole number from 0 on.
  case count(StaticString, WritableKeyPath<Record, Int?>)
  /// The same where it may exceed what a machine can hold in memory.
  case total(StaticString, WritableKeyPath<Record, UInt64?>)
  /// A number.
  case number(StaticString, WritableKeyPath<Record, Double?>)
  /// True or false.
  case flag(StaticString, WritableKeyPath<Record, Bool?>)

  private var name: StaticString {
    switch self {
    case .text(let name, _), .texts(let name, _), .count(let name, _), .total(let name, _),
      .number(let name, _), .flag(let name, _):
      name
    }
  }

  func isNamed(_ text: String) -> Bool { name.description == text }

  func read(_ record: inout Record, from reader: inout JSONReader) throws(JSONError) {
    switch self {
    case .text(_, let path): record[keyPath: path] = try reader.string()
    case .texts(_, let path):
      record[keyPath: path] = try reader.list { reader throws(JSONError) in try reader.string() }
    case .count(_, let path): record[keyPath: path] = try reader.count()
    case .total(_, let path): record[keyPath: path] = UInt64(try reader.count())
    case .number(_, let path): record[keyPath: path] = try reader.number()
    case .flag(_, let path): record[keyPath: path] = try reader.bool()
    }
  }
}
