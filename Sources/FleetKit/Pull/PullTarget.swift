/// A node's agent, as a file of targets names it.
public struct PullTarget: Sendable, Hashable {
  /// The port of an agent of which nobody says it.
  public static let defaultPort = "9944"

  /// `node7:9944`, as it stands in the file.
  public let text: String
  let host: String
  let port: String

  /// Reads `HOST`, `HOST:PORT`, `ADDRESS:PORT` or `[ADDRESS]:PORT`; nil where it is none of them.
  public init?(_ text: String) {
    var host = text[...]
    var port = Self.defaultPort[...]
    if text.hasPrefix("[") {
      guard let end = text.firstIndex(of: "]") else { return nil }
      host = text[text.index(after: text.startIndex)..<end]
      let rest = text[text.index(after: end)...]
      guard rest.isEmpty || rest.first == ":" else { return nil }
      if !rest.isEmpty { port = rest.dropFirst() }
    } else if let colon = text.firstIndex(of: ":") {
      host = text[..<colon]
      port = text[text.index(after: colon)...]
    }
    let isName = host.utf8.allSatisfy { byte in
      // Letters, digits and . - _ : %: what names, addresses and zones of addresses are made of.
      switch byte {
      case 0x30...0x3A, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x25: true
      default: false
      }
    }
    guard isName, !host.isEmpty, port.utf8.allSatisfy({ 0x30...0x39 ~= $0 }),
      let number = UInt16(port), number > 0
    else { return nil }
    self.text = text
    self.host = String(host)
    self.port = String(number)
  }

  /// What the header `Host` says.
  var authority: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
