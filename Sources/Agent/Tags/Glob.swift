/// A pattern in which `*` stands for anything and `?` for one character.
struct Glob: Sendable, Equatable {
  private let pattern: [UInt8]

  /// A pattern as the configuration has it.
  init(_ text: String) {
    pattern = Array(text.utf8)
  }

  /// Whether all of a name fits. Linear in the name: of two stars only the last one has to be tried again.
  func matches(_ name: some StringProtocol) -> Bool {
    let name = Array(name.utf8)
    var (n, p) = (0, 0)
    var star: (pattern: Int, name: Int)?
    while n < name.count {
      if p < pattern.count, pattern[p] == UInt8(ascii: "*") {
        star = (p, n)
        p += 1
      } else if p < pattern.count, pattern[p] == name[n] || pattern[p] == UInt8(ascii: "?") {
        n += 1
        p += 1
      } else if let last = star {
        star = (last.pattern, last.name + 1)
        p = last.pattern + 1
        n = last.name + 1
      } else {
        return false
      }
    }
    return pattern[p...].allSatisfy { $0 == UInt8(ascii: "*") }
  }
}
