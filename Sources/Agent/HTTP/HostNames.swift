internal import NIOHTTP1

/// By which names programs on this node may ask an agent that answers them alone.
///
/// A page of the web can have its own name point at 127.0.0.1 (DNS rebinding): a browser on the node then lets the page
/// read what it gets there. The name stands in `Host`, and has a dot, since nobody who owns a name on the internet has one
/// without. So addresses and names of a single word pass, and names with dots only where they are the node's own, end
/// in `localhost`, are those that distributions give to 127.0.0.1 and ::1, or were configured.
struct HostNames: Sendable {
  private let known: Set<String>

  /// Nil where others reach the agent as well: they ask by whatever name they have for the node.
  init?(_ configuration: Configuration, hostname: String) {
    guard configuration.listen?.isLoopback == true else { return nil }
    known = Set((configuration.http.hosts + [hostname] + Self.local).map { $0.lowercased() })
  }

  /// In `/etc/hosts` of Red Hat's and others; there is no `localdomain` on the internet.
  private static let local = [
    "localhost.localdomain", "localhost4.localdomain4", "localhost6.localdomain6",
  ]

  /// A name as a configuration lists it, without capitals and the dot of the root; nil of what is no name, and so never
  /// what somebody asks by: a name with a port, a pattern.
  static func name(configured text: String) -> String? {
    let name = text.lowercased()
    let plain = name.hasSuffix(".") ? String(name.dropLast()) : name
    let labels = plain.utf8.split(separator: 0x2E, omittingEmptySubsequences: false)
    let isName = labels.allSatisfy { $0.count <= 63 && !$0.isEmpty && $0.allSatisfy(\.isOfName) }
    return isName && plain.utf8.count <= 253 ? plain : nil
  }

  /// Whether a request may be answered; one of HTTP/1.0 that has no `Host` may.
  func allow(_ headers: HTTPHeaders) -> Bool {
    headers.first(name: "host").map { allow($0) } ?? true
  }

  /// Whether a request with this `Host`, a name or address with or without a port, may be answered.
  func allow(_ host: String) -> Bool {
    if host.utf8.first == 0x5B { return true }
    var name = host.prefix { $0 != ":" }
    if name.utf8.last == 0x2E { name.removeLast() }
    // No name of a top level is a number, so an address is nothing else.
    if name.utf8.allSatisfy({ $0 != 0x2E }) || name.utf8.allSatisfy(\.isOfAddress) { return true }
    let plain = name.lowercased()
    return plain.hasSuffix(".localhost") || known.contains(plain)
  }

  static let refusal = Response.text(
    .misdirected,
    "the agent does not answer by this name; http.hosts in its configuration lists those of a proxy\n"
  )
}

extension UInt8 {
  /// Whether it may stand in an address of IPv4.
  fileprivate var isOfAddress: Bool { self == 0x2E || (0x30...0x39).contains(self) }

  /// Whether it may stand in a part of a host's name, in small letters; some hosts have an underscore.
  fileprivate var isOfName: Bool {
    (0x61...0x7A).contains(self) || (0x30...0x39).contains(self) || self == 0x2D || self == 0x5F
  }
}
