internal import LinuxFiles

/// Names that a kernel table repeats in each round, in the order in which they were first met.
///
/// The order seldom changes, so a look-up compares one name; where it did change, all are compared.
struct NameList {
  private var names: [[UInt8]] = []

  /// How many names there are.
  var count: Int { names.count }

  /// Adds a name at the end.
  mutating func append(_ name: String) {
    names.append(Array(name.utf8))
  }

  /// The place of the name that stands in `range`, looked for at `expected` first.
  func index(
    of range: Range<Int>, in scanner: borrowing ByteScanner, expecting expected: Int
  ) -> Int? {
    if expected < names.count, scanner.matches(range, names[expected]) { return expected }
    for index in names.indices where scanner.matches(range, names[index]) { return index }
    return nil
  }
}
