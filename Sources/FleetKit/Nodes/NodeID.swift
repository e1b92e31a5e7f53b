/// Which node: the SHA-256 of its machine-id, as 32 bytes.
public struct NodeID: Hashable, Sendable {
  /// The bytes, eight a word, the most significant first.
  public let words: (UInt64, UInt64, UInt64, UInt64)

  /// A node by its bytes, eight a word.
  public init(_ words: (UInt64, UInt64, UInt64, UInt64)) {
    self.words = words
  }

  /// Reads 64 hexadecimal digits; nil of anything else.
  init?(_ text: String) {
    var words: InlineArray<4, UInt64> = [0, 0, 0, 0]
    guard text.utf8.count == 64 else { return nil }
    for (place, byte) in text.utf8.enumerated() {
      guard let digit = JSONWalker.hexadecimal(byte) else { return nil }
      words[place / 16] = words[place / 16] << 4 | UInt64(digit)
    }
    self.init((words[0], words[1], words[2], words[3]))
  }

  /// Whether both are the same node.
  public static func == (left: NodeID, right: NodeID) -> Bool { left.words == right.words }

  /// Feeds all bytes.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(words.0)
    hasher.combine(words.1)
    hasher.combine(words.2)
    hasher.combine(words.3)
  }
}

extension NodeID: Comparable {
  /// The order of merged files, that of the hexadecimal digits.
  public static func < (left: NodeID, right: NodeID) -> Bool { left.words < right.words }
}

extension NodeID: CustomStringConvertible {
  /// 64 lowercase hexadecimal digits.
  public var description: String {
    [words.0, words.1, words.2, words.3].map { word in
      let digits = String(word, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
  }
}
