extension ExpectedNodes {
  /// So many are named.
  private static let named = 5

  /// Of whom there is no report, who is not expected, and what could not be told, a sentence each; what is not so is left
  /// out, and where nobody is missing that is said.
  public var words: [String] {
    var words = absent.isEmpty && reported > 0 ? ["all of them reported"] : absentWords
    if unexpected > 0 { words.append("\(Figure.whole(unexpected)) unexpected") }
    if !unmatched.isEmpty {
      let targets = unmatched.count == 1 ? "1 target" : "\(Figure.whole(unmatched.count)) targets"
      let advice = hasPositions ? "" : " (give --positions)"
      words.append(
        "of \(targets) nobody can tell which node it is\(advice): \(Self.list(unmatched))")
    }
    return words
  }

  /// Of whom there is no report: who never reported, and whom pull has fetched before, a sentence each.
  public var absentWords: [String] {
    let kinds = [
      (absent.filter { !$0.wasFetched }, "never reported"),
      (absent.filter(\.wasFetched), "not in these reports, fetched by pull before"),
    ]
    return kinds.filter { !$0.0.isEmpty }.map { nodes, words in
      "\(Figure.whole(nodes.count)) \(words): \(Self.list(nodes.map(\.label)))"
    }
  }

  private static func list(_ names: [String]) -> String {
    let more = names.count > named ? " and \(Figure.whole(names.count - named)) more" : ""
    return names.prefix(named).joined(separator: ", ") + more
  }
}
