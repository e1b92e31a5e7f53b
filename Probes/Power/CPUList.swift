/// The kernel's lists of CPUs, such as "0-3,8".
enum CPUList {
  /// The most CPUs of a list.
  private static let limit = 8192

  /// The CPUs, ascending as written; what is no number is left out.
  static func numbers(_ text: String) -> [Int32] {
    var numbers: [Int32] = []
    for part in text.split(separator: ",") {
      let ends = part.split(separator: "-", maxSplits: 1).compactMap { Int32($0) }
      guard let first = ends.first, let last = ends.last, first >= 0, first <= last,
        Int(last - first) < limit, numbers.count < limit
      else { continue }
      numbers.append(contentsOf: first...last)
    }
    return numbers
  }
}
