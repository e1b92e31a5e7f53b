internal import Footprint

/// What packed jobs name by numbers.
struct JobNames: Sendable {
  var kinds = NameTable<FactorKind>()
  var currencies = NameTable<Currency?>()
  /// Users, accounts, teams and the like, which many jobs have in common.
  private var words = NameTable<String>()

  /// The number of a word; 0 of none.
  mutating func number(of word: String?) -> Int { word.map { words.place(of: $0) + 1 } ?? 0 }

  /// The word of a number.
  func word(_ number: Int) -> String? { number == 0 ? nil : words[number - 1] }
}
