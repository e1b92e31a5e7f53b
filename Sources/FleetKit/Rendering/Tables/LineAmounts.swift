internal import Footprint

/// Amounts of lines in columns, which are added as they are met: what was added is rounded apart from what was
/// withdrawn.
struct LineAmounts<Key: Equatable, Kind: AmountKind> {
  private struct Column {
    let key: Key
    var added: [Amount<Kind>]
    /// Empty where nothing was withdrawn.
    var withdrawn: [Amount<Kind>] = []
    var isKnown: [Bool]
  }

  private let count: Int
  private var columns: [Column] = []

  /// Nothing, in so many lines.
  init(count: Int) { self.count = count }

  /// Adds to a line of the key's column.
  mutating func add(_ amount: Amount<Kind>, to key: Key, of line: Int, isWithdrawn: Bool) {
    let place = columns.firstIndex { $0.key == key } ?? columns.count
    if place == columns.count {
      columns.append(
        Column(
          key: key, added: Array(repeating: .zero, count: count),
          isKnown: Array(repeating: false, count: count)))
    }
    columns[place].isKnown[line] = true
    guard isWithdrawn else { return columns[place].added[line] += amount }
    if columns[place].withdrawn.isEmpty {
      columns[place].withdrawn = Array(repeating: .zero, count: count)
    }
    columns[place].withdrawn[line] += amount
  }

  /// The columns in whole millionths that add up; nil in lines to which nothing was added.
  var rounded: [(key: Key, amounts: [Int128?])] {
    columns.map { column in
      let added = Apportionment.millionths(column.added)
      let withdrawn = Apportionment.millionths(column.withdrawn)
      let amounts = added.indices.map { line -> Int128? in
        guard column.isKnown[line] else { return nil }
        return Int128(clamping: added[line])
          - (withdrawn.isEmpty ? 0 : Int128(clamping: withdrawn[line]))
      }
      return (column.key, amounts)
    }
  }
}
