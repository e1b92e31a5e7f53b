import Foundation
import Glibc

/// One request over a connection of its own. A server that says nothing for a minute does not answer; a busy
/// machine may well stand still for ten seconds.
public enum HTTPExchange {
  /// What came back.
  public struct Answer: Sendable {
    /// The status code.
    public let status: Int
    /// The header's lines.
    public let head: String
    /// The body, broken UTF-8 repaired.
    public let body: String
  }

  /// No answer.
  public struct Failure: Error {
    /// What went wrong.
    public let what: String

    /// Says what went wrong.
    public init(what: String) { self.what = what }

    /// A system call that failed just now, with the kernel's reason: an end of the server reads as a reset,
    /// a server that stands still as a timeout.
    static func system(_ call: String) -> Failure {
      Failure(what: "\(call): \(String(cString: strerror(errno)))")
    }
  }

  /// Asks the server at `port` of this machine for `path`.
  public static func get(_ path: String, port: UInt16) throws -> Answer {
    let descriptor = try connect(to: port)
    defer { close(descriptor) }
    let request = Array("GET \(path) HTTP/1.1\r\nHost: node\r\nConnection: close\r\n\r\n".utf8)
    guard send(descriptor, request, request.count, Int32(MSG_NOSIGNAL)) == request.count
    else { throw Failure.system("send") }
    return try answer(from: descriptor)
  }

  /// A connection to `port` of this machine, for the caller to close.
  public static func connect(to port: UInt16) throws -> Int32 {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { throw Failure.system("socket") }
    var limit = timeval(tv_sec: 60, tv_usec: 0)
    for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
      setsockopt(
        descriptor, SOL_SOCKET, option, &limit, socklen_t(MemoryLayout<timeval>.size))
    }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let connected = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard connected == 0 else {
      defer { close(descriptor) }
      throw Failure.system("connect")
    }
    return descriptor
  }

  private static func answer(from descriptor: Int32) throws -> Answer {
    var bytes: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 65536)
    while true {
      let count = recv(descriptor, &part, part.count, 0)
      guard count >= 0 else { throw Failure.system("receive") }
      if count == 0 { break }
      bytes += part[..<count]
    }
    let text = String(decoding: bytes, as: UTF8.self)
    guard let end = text.range(of: "\r\n\r\n"),
      let status = text.split(separator: " ").dropFirst().first.flatMap({ Int($0) })
    else { throw Failure(what: "no head") }
    return Answer(
      status: status, head: String(text[..<end.lowerBound]),
      body: String(text[end.upperBound...]))
  }
}
