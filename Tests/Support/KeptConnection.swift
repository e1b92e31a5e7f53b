import Glibc

/// One connection for many requests, as a server that scrapes keeps it; each with the patience of `HTTPExchange`.
public final class KeptConnection {
  private let descriptor: Int32

  /// Connects to `port` of this machine.
  public init(port: UInt16) throws {
    descriptor = try HTTPExchange.connect(to: port)
  }

  deinit {
    close(descriptor)
  }

  /// Asks for `path`; the body of the answer, which must say how long it is.
  public func get(_ path: String) throws -> String {
    let request = Array("GET \(path) HTTP/1.1\r\nHost: node\r\n\r\n".utf8)
    guard send(descriptor, request, request.count, Int32(MSG_NOSIGNAL)) == request.count
    else { throw HTTPExchange.Failure.system("send") }
    var bytes: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 65536)
    while true {
      let count = recv(descriptor, &part, part.count, 0)
      guard count >= 0 else { throw HTTPExchange.Failure.system("receive") }
      guard count > 0 else { throw HTTPExchange.Failure(what: "the server closed the connection") }
      bytes += part[..<count]
      let text = String(decoding: bytes, as: UTF8.self)
      guard let end = text.firstRange(of: "\r\n\r\n") else { continue }
      let length = text[..<end.lowerBound].split(separator: "\r\n")
        .first { $0.hasPrefix("Content-Length: ") }
        .flatMap { Int($0.dropFirst("Content-Length: ".count)) }
      guard let length else { throw HTTPExchange.Failure(what: "no length") }
      if text[end.upperBound...].utf8.count >= length { return String(text[end.upperBound...]) }
    }
  }
}
