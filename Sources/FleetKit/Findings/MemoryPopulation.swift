/// The memory modules of a node, as its fingerprint says them: "23 × 32 GiB 4800 MT/s", "2 × 16 GiB + 6 × 32 GiB".
struct MemoryPopulation: Equatable {
  /// How many.
  let modules: Int
  /// All of them together.
  let mebibytes: Int
  /// Millions of transfers a second; nil where it is not said.
  let speed: Int?

  /// Nil where the words are others.
  init?(_ text: String) {
    var words = text.split(separator: " ")[...]
    var (modules, mebibytes) = (0, 0)
    repeat {
      guard words.count >= 4, ["×", "x"].contains(words[words.startIndex + 1]),
        let count = Self.number(words[words.startIndex]),
        let size = Self.number(words[words.startIndex + 2]),
        let unit = Self.units[String(words[words.startIndex + 3])]
      else { return nil }
      modules += count
      mebibytes += count * size * unit
      words = words.dropFirst(4)
    } while words.first == "+" && words.popFirst() != nil
    switch words.count {
    case 0: speed = nil
    case 2 where words.last == "MT/s":
      guard let number = Self.number(words[words.startIndex]) else { return nil }
      speed = number
    default: return nil
    }
    self.modules = modules
    self.mebibytes = mebibytes
  }

  /// Whether modules are missing that another node of the model has, or all run slower than there. The same memory in
  /// fewer and larger modules, and smaller ones in the same number, were bought so.
  func isBehind(_ other: MemoryPopulation) -> Bool {
    if modules < other.modules, mebibytes < other.mebibytes { return true }
    guard let speed, let otherSpeed = other.speed else { return false }
    return speed < otherSpeed
  }

  /// In MiB.
  private static let units = ["MiB": 1, "GiB": 1 << 10]

  /// More of anything than a node has, and the sums of products fit.
  private static func number(_ word: Substring) -> Int? {
    guard word.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }), let number = Int(word),
      number > 0, number <= 100_000
    else { return nil }
    return number
  }
}
