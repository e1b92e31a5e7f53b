/// A target that should be a node, as a file of targets names it.
public struct ExpectedTarget: Sendable, Equatable {
  /// As it stands in the file: `node12:9944`.
  let text: String
  /// What people call it: the host alone where the port is an agent's usual one.
  let label: String
  /// Whether the port is an agent's usual one. What other exporters listen on may stand in the file as well.
  let isUsual: Bool
  /// In small letters; nil where nobody can tell it.
  let host: String?
  /// Whether the host says which machine it is: an address, or `localhost`, is nobody's name.
  let isNamed: Bool
  /// Which nodes answered there, as pull has kept it, and which one its label names; the likelier first.
  var ids: [NodeID]
  /// Whether pull has fetched reports there.
  var wasFetched = false
  /// Where it stands, by its labels.
  var site: String?
  /// The rack within the site.
  var rack: String?
  /// What its label `__scheme__` says, where that is not `http`.
  var scheme: String?

  /// A target by what its group says of it, without what pull knows.
  init(_ entry: TargetFile.Entry) {
    text = entry.text
    let target = PullTarget(entry.text)
    host = target.map { Self.host($0.host) }
    isNamed = host.map { !Self.isAddress($0) } ?? false
    let isUsual = target?.port == PullTarget.defaultPort
    self.isUsual = isUsual
    label = target.flatMap { isUsual && !$0.host.contains(":") ? $0.host : nil } ?? entry.text
    ids = entry.labels.nodeID.flatMap { NodeID($0) }.map { [$0] } ?? []
    site = entry.labels.site
    rack = entry.labels.rack
    scheme = entry.isPlain ? nil : entry.labels.scheme
  }

  /// The name of its host up to the first dot; nil where that names no machine.
  var firstLabel: String? { isNamed ? host.map { Self.firstLabel(of: $0) } : nil }

  /// A host's name as names are compared: in small letters, without the dot of the root.
  static func host(_ name: String) -> String {
    let name = name.lowercased()
    return name.hasSuffix(".") ? String(name.dropLast()) : name
  }

  /// The name up to the first dot.
  static func firstLabel(of host: String) -> String { String(host.prefix { $0 != "." }) }

  private static func isAddress(_ host: String) -> Bool {
    host.contains(":") || host.utf8.allSatisfy { $0 == 0x2E || 0x30...0x39 ~= $0 }
      || firstLabel(of: host) == "localhost"
  }
}
