internal import NIOCore

/// What an endpoint answers; head and body leave in one write.
struct Response {
  let status: Status
  let contentType: StaticString
  var body: ByteBuffer
  /// What follows `body`, for a document so long that it is not to be copied as a whole.
  var rest: [UInt8] = []
  var isCompressed = false
  /// Whether the answer depends on what the client accepts.
  var varies = false
  /// Further header lines, each with its line end.
  var headers: StaticString = ""
  /// Further headers whose values are made for this answer: letters, digits and marks of ASCII.
  var fields: [(name: StaticString, value: String)] = []

  /// The statuses that the agent answers with.
  enum Status: Int {
    case ok = 200
    case created = 201
    case badRequest = 400
    case forbidden = 403
    case notFound = 404
    case methodNotAllowed = 405
    case requestTimeout = 408
    case conflict = 409
    case contentTooLarge = 413
    case misdirected = 421
    case headerFieldsTooLarge = 431
    case serviceUnavailable = 503

    var reason: StaticString {
      switch self {
      case .ok: "200 OK"
      case .created: "201 Created"
      case .badRequest: "400 Bad Request"
      case .forbidden: "403 Forbidden"
      case .notFound: "404 Not Found"
      case .methodNotAllowed: "405 Method Not Allowed"
      case .requestTimeout: "408 Request Timeout"
      case .conflict: "409 Conflict"
      case .contentTooLarge: "413 Content Too Large"
      case .misdirected: "421 Misdirected Request"
      case .headerFieldsTooLarge: "431 Request Header Fields Too Large"
      case .serviceUnavailable: "503 Service Unavailable"
      }
    }
  }

  /// Whether the connection can go on behind it.
  var isGood: Bool { status == .ok || status == .created }

  /// A line of text for people.
  static func text(_ status: Status, _ line: StaticString) -> Response {
    var body = ByteBuffer()
    body.writeStaticString(line)
    return Response(status: status, contentType: "text/plain; charset=utf-8", body: body)
  }

  /// A line of text for people that is made for this answer.
  static func text(_ status: Status, line: String) -> Response {
    Response(
      status: status, contentType: "text/plain; charset=utf-8",
      body: ByteBuffer(string: line + "\n"))
  }

  /// A command that is not made a job, or not ended.
  static func refused(_ refusal: CommandRefusal) -> Response {
    .text(refusal.status, line: "\(refusal)")
  }

  /// A JSON document.
  static func json(_ status: Status, _ bytes: [UInt8]) -> Response {
    Response(status: status, contentType: "application/json", body: ByteBuffer(bytes: bytes))
  }

  /// A question that the sampler did not answer.
  static func refused(_ refusal: Mailbox.Refusal) -> Response {
    switch refusal {
    case .full: .text(.serviceUnavailable, "too many questions wait for the sampler\n")
    case .late: .text(.serviceUnavailable, "the sampler did not answer in time\n")
    case .stopping: .text(.serviceUnavailable, "the agent is stopping\n")
    }
  }

  /// Writes the status line and the headers (RFC 9110, RFC 9112) over what `head` holds.
  func writeHead(into head: inout ByteBuffer, date: HTTPDate, closes: Bool) {
    head.clear()
    head.writeStaticString("HTTP/1.1 ")
    head.writeStaticString(status.reason)
    head.writeStaticString("\r\nContent-Type: ")
    head.writeStaticString(contentType)
    head.writeStaticString("\r\nContent-Length: ")
    head.writeDecimal(body.readableBytes + rest.count)
    head.writeStaticString("\r\nDate: ")
    head.writeBytes(date.text)
    head.writeStaticString("\r\nX-Content-Type-Options: nosniff\r\n")
    head.writeStaticString(headers)
    for field in fields {
      head.writeStaticString(field.name)
      head.writeStaticString(": ")
      head.writeString(field.value)
      head.writeStaticString("\r\n")
    }
    if isCompressed { head.writeStaticString("Content-Encoding: gzip\r\n") }
    if varies { head.writeStaticString("Vary: Accept, Accept-Encoding\r\n") }
    if status == .methodNotAllowed { head.writeStaticString("Allow: GET, HEAD\r\n") }
    if closes { head.writeStaticString("Connection: close\r\n") }
    head.writeStaticString("\r\n")
  }
}

extension ByteBuffer {
  fileprivate mutating func writeDecimal(_ value: Int) {
    if value >= 10 { writeDecimal(value / 10) }
    writeInteger(UInt8(0x30 + value % 10))
  }
}
