/// What people know a job by, as far as files on its node and its manager tell it.
public struct JobFacts: Sendable, Equatable {
  /// Longer values are cut: they become labels.
  static let longestValue = 128

  /// What its owner calls it.
  public var name: String?
  /// Whose it is: a user's name, or the number of one that the node does not know.
  public var user: String?
  /// Who pays.
  public var account: String?
  /// The queue that it came from.
  public var partition: String?
  /// What its owner has written about it, for rules to look into.
  public var comment: String?
  /// The Kubernetes namespace of a pod.
  public var namespace: String?
  /// The name of a pod.
  public var pod: String?
  /// What a pod calls its containers, by the beginnings of their ids (`PartUse`).
  public var containers: [String: String] = [:]
  /// Whether all is known that its manager tells at all; else it may be worth asking again.
  public var isComplete = false

  /// Nothing.
  public init() {}

  /// Text from outside as a value: broken UTF-8 repaired, control characters out, cut to its bound.
  static func value(
    _ bytes: some Sequence<UInt8>, atMost longest: Int = longestValue
  ) -> String? {
    let text = String(decoding: bytes.lazy.filter { $0 >= 0x20 && $0 != 0x7F }, as: UTF8.self)
    var cut = text[...]
    while cut.utf8.count > longest { cut.removeLast() }
    return cut.isEmpty ? nil : String(cut)
  }
}
