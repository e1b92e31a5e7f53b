internal import CLinux

/// Where the agent listens: a numeric address and a port.
public struct ListenAddress: Equatable, Sendable, CustomStringConvertible {
  /// IPv4 or IPv6, numeric: a name would need a resolver, and could mean another address tomorrow.
  public let host: String
  /// 1–65535, or 0 for one that the kernel chooses.
  public let port: Int

  /// `127.0.0.1:9944`, `[::1]:9944`, `:9944` for every address; nil where the text is none of them.
  public init?(_ text: String) {
    guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
      (0...65535).contains(port)
    else { return nil }
    var host = String(text[..<colon])
    if host.hasPrefix("["), host.hasSuffix("]") {
      host = String(host.dropFirst().dropLast())
      guard host.contains(":") else { return nil }
    } else if host.contains(":") {
      return nil
    }
    if host.isEmpty { host = "::" }
    if host == "localhost" { host = "127.0.0.1" }
    guard Self.bytes(of: host) != nil else { return nil }
    self.host = host
    self.port = port
  }

  private init(host: String, port: Int) {
    self.host = host
    self.port = port
  }

  /// Whether only programs of this node reach it.
  var isLoopback: Bool {
    guard var bytes = Self.bytes(of: host) else { return false }
    if bytes == Self.loopback { return true }
    if bytes.starts(with: Self.mapped) { bytes.removeFirst(Self.mapped.count) }
    return bytes.count == 4 && bytes[0] == 127
  }

  /// `::1`.
  private static let loopback = [UInt8](repeating: 0, count: 15) + [1]
  /// What stands before an address of IPv4 in one of IPv6, RFC 4291 §2.5.5.2: a socket of both takes it for the former.
  private static let mapped = [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF]

  /// Every address of IPv4, in place of every address, on a node whose kernel has no IPv6.
  var withoutIPv6: ListenAddress? {
    host == "::" ? ListenAddress(host: "0.0.0.0", port: port) : nil
  }

  /// The same host with another port.
  func with(port: Int) -> ListenAddress {
    ListenAddress(host: host, port: port)
  }

  /// As it is written in the configuration and in a URL.
  public var description: String {
    host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
  }

  /// The 4 or 16 bytes of a numeric address; nil of anything else.
  private static func bytes(of host: String) -> [UInt8]? {
    var address = in6_addr()
    let isSix = host.contains(":")
    guard unsafe inet_pton(isSix ? AF_INET6 : AF_INET, host, &address) == 1 else { return nil }
    return unsafe withUnsafeBytes(of: address) {
      unsafe Array($0.prefix(isSix ? 16 : 4))
    }
  }
}
