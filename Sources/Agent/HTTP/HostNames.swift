internal import NIOHTTP1

/// By which names programs on this node may ask an agent that answers them alone.
///
/// A page of the web can have its own name point at 127.0.0.1 (DNS rebinding): a browser on the node then lets the page
/// read what it gets there. The name stands in `Host`, and has a dot, since nobody who owns a name on the internet has one
/// without. So addresses and names of a single word pass, and names with dots only where they are the node's own, end
/// in `localhost`, or were configured.
struct HostNames: Sendable {
  private let known: Set<String>

  /// Nil where others reach the agent as well: they ask by whatever name they have for the node.
  init?(_ configuration: Configuration, hostname: String) {
    guard configuration.listen?.isLoopback == true else { return nil }
    known = Set((configuration.http.hosts + [hostname]).map { $0.lowercased() })
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
}
