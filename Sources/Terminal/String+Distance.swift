extension String {
  /// How many slips of a finger lie between two words: letters left out, added, changed, or two
  /// neighbours swapped (the optimal string alignment distance).
  public func distance(to other: String) -> Int {
    let (left, right) = (Array(self), Array(other))
    var beforeLast: [Int] = []
    var last = Array(0...right.count)
    for row in left.indices {
      var current = [row + 1]
      for column in right.indices {
        let isSame = left[row] == right[column]
        var least = Swift.min(
          last[column] + (isSame ? 0 : 1), last[column + 1] + 1, current[column] + 1)
        if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
          least = Swift.min(least, beforeLast[column - 1] + 1)
        }
        current.append(least)
      }
      (beforeLast, last) = (last, current)
    }
    return last[right.count]
  }

  /// The word that was probably meant: one slip away, or two in a longer word; nil where none is near.
  public func nearest(among words: [String]) -> String? {
    // A word from nowhere may be of any length; nothing as long as this is near to a command.
    guard count <= 64 else { return nil }
    let near = words.map { (word: $0, distance: distance(to: $0)) }
      .min { $0.distance < $1.distance }
    guard let near, near.distance <= (Swift.min(count, near.word.count) < 5 ? 1 : 2) else {
      return nil
    }
    return near.word
  }
}
