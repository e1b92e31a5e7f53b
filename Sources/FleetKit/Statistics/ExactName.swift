/// A name that is the same only as one of the same bytes: to Swift's `==`, as not to joins and tables, two spellings of é
/// are one.
struct ExactName: Sendable {
  /// The name.
  let text: String

  init(_ text: String) { self.text = text }
}

extension ExactName: Hashable {
  static func == (left: ExactName, right: ExactName) -> Bool {
    let (one, other) = (left.text.utf8, right.text.utf8)
    return one.span.isEqual(0..<one.count, other.span)
  }

  func hash(into hasher: inout Hasher) {
    unsafe text.utf8.span.withUnsafeBytes { unsafe hasher.combine(bytes: $0) }
  }
}

extension ExactName: Comparable {
  /// By bytes.
  static func < (left: ExactName, right: ExactName) -> Bool {
    left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
  }
}
