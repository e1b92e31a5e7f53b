/// The name of a CPU without what its maker puts around it.
struct CPUName {
  /// Lowercase words of the model, one blank between them: "intel xeon gold 6230", "amd epyc 7763".
  let canonical: String

  /// Takes a name from `/proc/cpuinfo` ("Intel(R) Xeon(R) Gold 6230 CPU @ 2.10GHz") or from a table.
  init(_ name: String) {
    var words: [String] = []
    for bytes in Self.withoutMarks(name).split(separator: 0x20) {
      let word = String(decoding: bytes, as: UTF8.self)
      // Behind these stand a frequency and a graphics unit.
      if bytes.first == 0x40 || word == "with" { break }
      if word == "cpu" || word == "processor" || Self.isCoreCount(word) { continue }
      // Westmere-EX has a blank inside its number: "E7- 4870".
      if let last = words.last, last.utf8.last == 0x2D {
        words[words.count - 1] = last + word
      } else {
        words.append(Self.dashed(word))
      }
    }
    // Sandy Bridge has a version of 0 behind its number, which later ones call "v2" and so on.
    if words.count > 1, words.last == "0" { words.removeLast() }
    canonical = words.joined(separator: " ")
  }

  /// In lowercase, with blanks for "(R)" and "(TM)"; other brackets stay, because nobody knows what they
  /// mean.
  private static func withoutMarks(_ name: String) -> [UInt8] {
    let marks = [Array("(r)".utf8), Array("(tm)".utf8)]
    let bytes = name.utf8.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
    var text: [UInt8] = []
    var place = 0
    while place < bytes.count {
      if bytes[place] == 0x28, let mark = marks.first(where: { bytes[place...].starts(with: $0) }) {
        place += mark.count
        text.append(0x20)
      } else {
        text.append(bytes[place])
        place += 1
      }
    }
    return text
  }

  /// The first Xeon E3 leave the dash out: "E31270" is the E3-1270.
  private static func dashed(_ word: String) -> String {
    guard word.hasPrefix("e31"), word.utf8.count >= 6, !word.utf8.contains(0x2D) else {
      return word
    }
    return "e3-" + word.dropFirst(2)
  }

  /// "64-core" and the like.
  private static func isCoreCount(_ word: String) -> Bool {
    word.hasSuffix("-core") && UInt(word.dropLast(5)) != nil
  }
}
