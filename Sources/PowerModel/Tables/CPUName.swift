/// The name of a CPU without what its maker puts around it.
struct CPUName {
  /// Lowercase words of the model, one blank between them: "intel xeon gold 6230", "amd epyc 7763".
  let canonical: String

  /// Takes a name from `/proc/cpuinfo` ("Intel(R) Xeon(R) Gold 6230 CPU @ 2.10GHz") or from a table.
  init(_ name: String) {
    var words: [Substring] = []
    for word in Self.withoutMarks(name.lowercased()).split(separator: " ") {
      // Behind these stand a frequency and a graphics unit.
      if word.hasPrefix("@") || word == "with" { break }
      if word == "cpu" || word == "processor" || Self.isCoreCount(word) { continue }
      // Westmere-EX has a blank inside its number: "E7- 4870".
      if let last = words.last, last.hasSuffix("-") {
        words[words.count - 1] = last + word
      } else {
        words.append(word)
      }
    }
    // Sandy Bridge has a version of 0 behind its number, which later ones call "v2" and so on.
    if words.count > 1, words.last == "0" { words.removeLast() }
    canonical = words.joined(separator: " ")
  }

  /// Without "(R)" and "(TM)"; other brackets stay, because nobody knows what they mean.
  private static func withoutMarks(_ name: String) -> String {
    var text = ""
    var rest = name[...]
    while let first = rest.first {
      if let mark = ["(r)", "(tm)"].first(where: { rest.hasPrefix($0) }) {
        rest.removeFirst(mark.count)
        text.append(" ")
      } else {
        text.append(first)
        rest.removeFirst()
      }
    }
    return text
  }

  /// "64-core" and the like.
  private static func isCoreCount(_ word: Substring) -> Bool {
    word.hasSuffix("-core") && UInt(word.dropLast(5)) != nil
  }
}
