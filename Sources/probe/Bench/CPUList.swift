/// A list of CPUs as the kernel and taskset write it: "0-3,8".
struct CPUList: Equatable {
  /// Ascending, each once.
  let cpus: [Int]

  /// Nil where the text is not such a list, or names more CPUs than any machine has.
  init?(_ text: String) {
    var cpus: Set<Int> = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let ends = part.split(separator: "-", omittingEmptySubsequences: false).map {
        Self.number($0)
      }
      guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1],
        first <= last
      else { return nil }
      cpus.formUnion(first...last)
    }
    self.cpus = cpus.sorted()
  }

  private static let most = 8192

  private static func number(_ text: Substring) -> Int? {
    guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
      let number = Int(text),
      number < most
    else { return nil }
    return number
  }
}
