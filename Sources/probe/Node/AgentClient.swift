import CLinux
import LinuxFiles
import Terminal

/// Asks the agent of this node over HTTP/1.1 on its Unix socket, one request a connection.
struct AgentClient {
  /// The largest answer that is read, in bytes: reports of many jobs are the longest.
  static let limit = 64 << 20

  /// Why there is no answer.
  enum Failure: Error, CustomStringConvertible {
    /// Nobody listens there.
    case noAgent(socket: String)
    /// The system refused.
    case system(SystemError)
    /// The agent did not answer in time.
    case slow(socket: String)
    /// It took the request and said nothing.
    case closed(socket: String)
    /// The agent answered with another status than 200, and why.
    case status(Int, path: String, line: String)
    /// What answers is no agent.
    case garbled(socket: String)

    var description: String {
      switch self {
      case .noAgent(let socket): "no agent answers on \(socket); start one with: probe agent"
      case .system(let error) where error.isDenied:
        "\(error); join the group nodeprobe or use sudo"
      case .system(let error): error.description
      case .slow(let socket): "the agent on \(socket) did not answer in time"
      case .closed(let socket): "the agent on \(socket) closed the connection without an answer"
      case .status(let status, let path, ""): "the agent answered \(path) with status \(status)"
      case .status(_, let path, let line): "the agent does not answer \(path): \(line)"
      case .garbled(let socket): "what answers on \(socket) is no nodeprobe agent"
      }
    }
  }

  let socket: String
  var patience = Duration.seconds(2)

  /// The body of the answer to `GET path`.
  func get(_ path: String) throws(Failure) -> [UInt8] {
    let (head, body) = try answer(to: path)
    guard head.status == 200 else {
      throw .status(head.status, path: path, line: Self.firstLine(of: body))
    }
    return body
  }

  /// The first line of what is said to people, fit for a terminal.
  private static func firstLine(of body: [UInt8]) -> String {
    String(decoding: body.prefix { $0 != 0x0A }.prefix(400), as: UTF8.self).printable
  }

  /// The answer to `GET path`, whatever its status.
  func answer(to path: String) throws(Failure) -> (head: HTTPHead, body: [UInt8]) {
    try exchange("GET \(path) HTTP/1.1\r\n")
  }

  /// The status and the body of the answer to `POST path` with a JSON document.
  func post(_ path: String, _ document: [UInt8]) throws(Failure) -> (status: Int, body: [UInt8]) {
    let (head, body) = try exchange(
      "POST \(path) HTTP/1.1\r\nContent-Type: application/json\r\n"
        + "Content-Length: \(document.count)\r\n", document)
    return (head.status, body)
  }

  private func exchange(
    _ head: String, _ document: [UInt8] = []
  ) throws(Failure) -> (head: HTTPHead, body: [UInt8]) {
    let raw = unsafe socket.withCString { unsafe clinux_connect_unix($0) }
    guard raw >= 0 else {
      let error = SystemError(code: clinux_errno(), operation: "connect to", path: socket)
      throw error.isAbsent || error.code == ECONNREFUSED
        ? .noAgent(socket: socket) : .system(error)
    }
    let connection = FileDescriptor(owning: raw)
    let deadline = ContinuousClock.now + patience
    let request = head + "Host: localhost\r\nConnection: close\r\n\r\n"
    try send(Array(request.utf8) + document, on: connection, before: deadline)
    let answer = try receive(from: connection, before: deadline)
    guard !answer.isEmpty else { throw .closed(socket: socket) }
    guard let head = HTTPHead(answer) else { throw .garbled(socket: socket) }
    let body = answer[head.length...]
    guard let length = head.contentLength else { return (head, Array(body)) }
    guard body.count >= length else { throw .garbled(socket: socket) }
    return (head, Array(body.prefix(length)))
  }

  private func send(
    _ bytes: [UInt8], on connection: borrowing FileDescriptor,
    before deadline: ContinuousClock.Instant
  ) throws(Failure) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes {
        unsafe CLinux.send(
          connection.raw, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      if count > 0 {
        rest = rest.dropFirst(count)
      } else {
        try wait(for: POLLOUT, on: connection, before: deadline)
      }
    }
  }

  private func receive(
    from connection: borrowing FileDescriptor, before deadline: ContinuousClock.Instant
  ) throws(Failure) -> [UInt8] {
    var answer: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 65_536)
    while answer.count < Self.limit {
      let count = unsafe read(connection.raw, &piece, piece.count)
      if count > 0 {
        answer += piece[..<count]
        if let head = HTTPHead(answer), let length = head.contentLength,
          answer.count >= head.length + length
        {
          return answer
        }
      } else if count == 0 {
        return answer
      } else {
        try wait(for: POLLIN, on: connection, before: deadline)
      }
    }
    throw .garbled(socket: socket)
  }

  /// After a call that did nothing: waits where it would have blocked, gives up where it failed.
  private func wait(
    for event: Int32, on connection: borrowing FileDescriptor,
    before deadline: ContinuousClock.Instant
  ) throws(Failure) {
    let code = clinux_errno()
    if code == EINTR { return }
    guard code == EAGAIN else {
      throw .system(SystemError(code: code, operation: "talk to", path: socket))
    }
    let left = deadline - ContinuousClock.now
    let milliseconds =
      left.components.seconds * 1000 + left.components.attoseconds / 1_000_000_000_000_000
    guard milliseconds > 0 else { throw .slow(socket: socket) }
    var waits = [pollfd(fd: connection.raw, events: Int16(event), revents: 0)]
    unsafe poll(&waits, 1, Int32(clamping: milliseconds))
  }
}
