extension ExpectedNodes {
  /// So many are named.
  private static let named = 5

  /// Who never reported, who is not expected, and what could not be told, a sentence each; what is not so is left out,
  /// but for the first.
  public var words: [String] {
    var words = [
      absent.isEmpty
        ? "all of them reported"
        : "\(Figure.whole(absent.count)) never reported: \(Self.list(absent.map(\.label)))"
    ]
    if unexpected > 0 { words.append("\(Figure.whole(unexpected)) unexpected") }
    if !unmatched.isEmpty {
      let targets = unmatched.count == 1 ? "1 target" : "\(Figure.whole(unmatched.count)) targets"
      words.append(
        "of \(targets) nobody can tell which node it is: \(Self.list(unmatched))")
    }
    return words
  }

  private static func list(_ names: [String]) -> String {
    let more = names.count > named ? " and \(Figure.whole(names.count - named)) more" : ""
    return names.prefix(named).joined(separator: ", ") + more
  }
}
