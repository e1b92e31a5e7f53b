import TestSupport

/// What happens to bytes on a bad day.
enum Mutation {
  /// Turns, drops, doubles or inserts a few bytes.
  static func apply(to text: inout [UInt8], _ random: inout SeededRandom) {
    guard !text.isEmpty else { return }
    let place = Int(random.below(UInt64(text.count)))
    let length = min(text.count - place, 1 + Int(random.below(40)))
    switch random.below(6) {
    case 0: text[place] = UInt8(random.below(256))
    case 1: text[place] ^= 1 << UInt8(random.below(8))
    case 2: text.removeSubrange(place..<place + length)
    case 3: text.insert(contentsOf: text[place..<place + length], at: place)
    case 4:
      let marks = Array("{}[],:\"\\\r\n 0-.eE&*#@".utf8)
      text.insert(marks[Int(random.below(UInt64(marks.count)))], at: place)
    default:
      let numbers = ["0", "-1", "9007199254740991", "1.7e308", "-1.7e308", "1e6"]
      text.insert(contentsOf: numbers[Int(random.below(6))].utf8, at: place)
    }
  }

  /// Replaces some numbers by the least and largest ones, and some texts by what other programs take for marks: what
  /// comes out is JSON of the same form.
  static func exaggerate(_ text: [UInt8], _ random: inout SeededRandom) -> [UInt8] {
    let (numbers, words) = values(of: text)
    var changes: [(range: Range<Int>, text: String)] = []
    for _ in 0..<1 + random.below(8) {
      if random.once(in: 4) {
        let range = words[Int(random.below(UInt64(words.count)))]
        changes.append(
          (range, "\"" + Self.names[Int(random.below(UInt64(Self.names.count)))] + "\""))
      } else {
        let range = numbers[Int(random.below(UInt64(numbers.count)))]
        let figure = Self.figures[Int(random.below(UInt64(Self.figures.count)))]
        changes.append((range, figure))
      }
    }
    var mutant = text
    var last = Int.max
    for change in changes.sorted(by: { $0.range.lowerBound > $1.range.lowerBound })
    where change.range.upperBound <= last {
      mutant.replaceSubrange(change.range, with: change.text.utf8)
      last = change.range.lowerBound
    }
    return mutant
  }

  private static let figures = [
    "0", "1", "1000000", "9007199254740991", "1.7e308", "-1.7e308", "5e-324", "-1", "0.999999",
  ]

  private static let names = [
    "", "e\u{301}", "\u{E9}", "\\\"\u{301}", "|\u{301}", "=1+1", "@octocat", "www.evil.example",
    "\\u0000\\u202e", "a\\nb", "(more)", "residual_under", "run:n/1", "<b>", "1.7e308", "\u{1F600}",
  ]

  /// Where numbers stand, and texts that are no names of members.
  private static func values(of text: [UInt8]) -> (numbers: [Range<Int>], words: [Range<Int>]) {
    var (numbers, words): ([Range<Int>], [Range<Int>]) = ([], [])
    var place = 0
    while place < text.count {
      let start = place
      switch text[place] {
      case 0x22:
        place += 1
        while place < text.count, text[place] != 0x22 { place += text[place] == 0x5C ? 2 : 1 }
        place += 1
        if place < text.count, text[place] != 0x3A { words.append(start..<place) }
      case 0x2D, 0x30...0x39:
        while place < text.count, "+-.eE0123456789".utf8.contains(text[place]) { place += 1 }
        numbers.append(start..<place)
      default: place += 1
      }
    }
    return (numbers, words)
  }
}
