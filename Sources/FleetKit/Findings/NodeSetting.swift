/// One member of a node's fingerprint: what explains why machines of one model perform differently.
public struct NodeSetting: Hashable, Sendable {
  /// `bios`, `governor`, `memory` …
  public let key: String
  /// As the node says it; empty where others say it and this one does not.
  public let value: String

  /// A setting.
  public init(key: String, value: String) {
    self.key = key
    self.value = value
  }
}

extension NodeSetting {
  /// What a run says in place of what the node says now, ordered.
  static func laid(_ told: [NodeSetting], over fingerprint: [NodeSetting]) -> [NodeSetting] {
    let kept = fingerprint.filter { own in !told.contains { $0.key == own.key } }
    return (kept + told).sorted()
  }
}

extension NodeSetting: Comparable {
  /// By key, then by value.
  public static func < (left: NodeSetting, right: NodeSetting) -> Bool {
    (left.key, left.value) < (right.key, right.value)
  }
}

extension NodeSetting: CustomStringConvertible {
  /// "bios 1.4".
  public var description: String { key + " " + (value.isEmpty ? "unknown" : value) }
}
