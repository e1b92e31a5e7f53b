internal import NIOCore
internal import NIOHTTP1

/// One connection: takes requests one after the other and writes each answer, head and body, at once.
final class RequestHandler: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = ByteBuffer

  /// When the connection is given up unless something happens.
  private(set) var deadline = NIODeadline.now() + Connections.patience

  private enum Phase: Equatable {
    /// Nothing was asked, or everything answered.
    case idle
    /// A request has begun to come.
    case receiving
    /// An answer is on its way out.
    case answering
  }
  private var phase = Phase.idle
  private var request: HTTPRequestHead?
  private var bodyLength = 0
  private var context: ChannelHandlerContext?
  private var isClosing = false

  private let endpoints: Endpoints
  private let connections: Connections
  private let clock: NodeClock
  private var head = ByteBuffer()
  private var date = HTTPDate()

  /// The most bytes of a body that are passed over; none of our requests has one.
  private static let longestBody = 1 << 16

  init(_ endpoints: Endpoints, connections: Connections, clock: NodeClock) {
    self.endpoints = endpoints
    self.connections = connections
    self.clock = clock
  }

  func channelActive(context: ChannelHandlerContext) {
    self.context = context
    connections.add(self, on: context.eventLoop)
  }

  func channelInactive(context: ChannelHandlerContext) {
    connections.remove(self)
    self.context = nil
  }

  /// Bytes have come. The time for a request runs from its first byte, however slowly the others follow.
  func bytesArrived() {
    if phase == .idle { enter(.receiving) }
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard !isClosing else { return }
    switch unwrapInboundIn(data) {
    case .head(let head):
      request = head
      bodyLength = 0
      bytesArrived()
    case .body(let part):
      bodyLength += part.readableBytes
      if bodyLength > Self.longestBody {
        send(.text(.badRequest, "no request here has a body\n"), closes: true)
      }
    case .end:
      guard let request else { return }
      self.request = nil
      let closes = !request.isKeepAlive || bodyLength > 0
      send(endpoints.answer(request), isHead: request.method == .HEAD, closes: closes)
    }
  }

  /// The last byte of an answer has left. The channel counts as writable only while nothing waits to be
  /// sent (its watermarks are one byte), which says so without a promise for each answer.
  func channelWritabilityChanged(context: ChannelHandlerContext) {
    if context.channel.isWritable, phase == .answering { finishAnswer() }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    guard !isClosing else { return }
    switch error {
    case HTTPParserError.headerOverflow:
      send(.text(.headerFieldsTooLarge, "the request's headers are too large\n"), closes: true)
    case is HTTPParserError:
      send(.text(.badRequest, "not a valid HTTP request\n"), closes: true)
    default:
      close()
    }
  }

  /// The time is up: says so where a request was half sent, and closes.
  func expire() {
    if phase == .receiving, !isClosing {
      send(.text(.requestTimeout, "the request took too long\n"), closes: true)
    } else {
      close()
    }
  }

  /// Closes the connection.
  func close() {
    isClosing = true
    context?.close(promise: nil)
  }

  private func enter(_ phase: Phase) {
    self.phase = phase
    deadline = .now() + (phase == .idle ? Connections.idlePatience : Connections.patience)
  }

  private func send(_ response: Response, isHead: Bool = false, closes: Bool) {
    guard let context else { return }
    isClosing = closes
    enter(.answering)
    date.set(clock.wallTime())
    response.writeHead(into: &head, date: date, closes: closes)
    if isHead {
      context.writeAndFlush(wrapOutboundOut(head), promise: nil)
    } else {
      context.write(wrapOutboundOut(head), promise: nil)
      context.writeAndFlush(wrapOutboundOut(response.body), promise: nil)
    }
  }

  private func finishAnswer() {
    if isClosing { close() } else { enter(.idle) }
  }
}
