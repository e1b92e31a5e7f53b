internal import CLinux
internal import Glibc
internal import NIOCore
internal import NIOHTTP1

/// One connection: takes one request at a time and writes its answer, head and body, at once.
///
/// While an answer is on its way nothing more is read, so a client that asks without taking costs no
/// more than one answer.
final class RequestHandler: ChannelDuplexHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  /// When the connection is given up unless something happens.
  private(set) var deadline = NIODeadline.now() + Connections.patience
  /// When a request or an answer last ended.
  private(set) var lastActivity = NIODeadline.now()

  /// What the connection is doing.
  enum Phase: Equatable {
    /// Nothing was asked, or everything answered.
    case idle
    /// A request has begun to come.
    case receiving
    /// An answer is on its way out.
    case answering
    /// The last answer is out; what the client still sends is passed over until it has read it.
    case closing

    /// The lower, the less is lost where it is cut.
    fileprivate var rank: Int {
      switch self {
      case .idle, .closing: 0
      case .receiving: 1
      case .answering: 2
      }
    }
  }
  private(set) var phase = Phase.idle

  /// When the client will scrape again.
  private(set) var rhythm = ScrapeRhythm()

  private var request: HTTPRequestHead?
  private var bodyLength = 0
  /// The body of a POST, which alone is kept.
  private var body = ByteBuffer()
  /// Who is at the other end of a Unix socket; nil over TCP.
  private var peer: Peer?
  /// Requests that came behind the one that is being answered, in one piece with it.
  private var waiting: [(request: HTTPRequestHead, body: ByteBuffer, closes: Bool)] = []
  private var wantsRead = false
  private var closesAfterAnswer = false
  private var context: ChannelHandlerContext?
  /// What the sampler is asked for the answer that is on its way.
  private var inquiry: Inquiry?
  /// The report that is the answer on its way.
  private var order: ReportOrder?
  /// What of a body has not been handed to the channel yet: `unsent` comes before `rest`.
  private var unsent = ByteBuffer()
  private var rest: ArraySlice<UInt8> = []
  /// When the answer that is on its way is given up, though it gets on.
  private var answerEnd = NIODeadline.now()
  /// Whether the connection came over the Unix socket.
  private(set) var isLocal = false
  /// Whether anything was ever answered over it.
  private(set) var wasAnswered = false

  private let endpoints: Endpoints
  private let connections: Connections
  private let clock: NodeClock
  private var head = ByteBuffer()
  private var date = HTTPDate()

  /// The most bytes of a body that are passed over; none of our requests has one.
  private static let longestBody = 1 << 16
  /// The most requests that may come in one piece.
  private static let mostWaiting = 16
  /// How much of a body is handed to the channel at once, and waits in the kernel: that the client has taken it is known
  /// when the channel takes the next piece.
  private static let pieceLength = 65_536

  init(_ endpoints: Endpoints, connections: Connections, clock: NodeClock) {
    self.endpoints = endpoints
    self.connections = connections
    self.clock = clock
  }

  func channelActive(context: ChannelHandlerContext) {
    self.context = context
    if case .unixDomainSocket = context.channel.localAddress { isLocal = true }
    connections.add(self, on: context.eventLoop)
    if isLocal {
      askForPeer(context.channel)
    } else {
      // Else the kernel takes megabytes before the client has taken anything; where it does not know of this, it does.
      _ = context.channel.setOption(
        .tcpOption(NIOBSDSocket.Option(rawValue: TCP_NOTSENT_LOWAT)),
        value: Self.pieceLength)
    }
  }

  /// The kernel answers at once.
  private func askForPeer(_ channel: any Channel) {
    guard let socket = channel as? any SocketOptionProvider else { return }
    let bound = NIOLoopBound(self, eventLoop: channel.eventLoop)
    let found: EventLoopFuture<clinux_peer> = socket.unsafeGetSocketOption(
      level: .socket, name: .init(rawValue: SO_PEERCRED))
    found.whenSuccess { bound.value.peer = Peer(uid: $0.uid, pid: $0.pid) }
  }

  func channelInactive(context: ChannelHandlerContext) {
    connections.remove(self)
    self.context = nil
    inquiry?.cancel()
    inquiry = nil
    unsent = ByteBuffer()
    rest = []
    order.take()?.leave()
  }

  func read(context: ChannelHandlerContext) {
    if phase == .answering {
      wantsRead = true
    } else {
      context.read()
    }
  }

  /// Bytes have come. The time for a request runs from its first byte, however slowly the others follow.
  func bytesArrived() {
    if phase == .idle { enter(.receiving) }
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard phase != .closing else { return }
    switch unwrapInboundIn(data) {
    case .head(let head):
      request = head
      bodyLength = 0
      body = ByteBuffer()
      bytesArrived()
    case .body(let part):
      bodyLength += part.readableBytes
      guard let request, keepsBody(of: request) else {
        if bodyLength > Self.longestBody { refuse(.text(.badRequest, "no request has a body\n")) }
        return
      }
      if bodyLength > CommandRequest.longest {
        refuse(.text(.contentTooLarge, "the body is longer than 16 kB\n"))
      } else {
        body.writeImmutableBuffer(part)
      }
    case .end:
      guard let request else { return }
      self.request = nil
      // A body that nobody asked for is not what we understand of the connection.
      let closes = bodyLength > 0 && !keepsBody(of: request)
      if phase == .answering {
        queue(request, body, closes: closes)
      } else {
        answer(request, body, closes: closes)
      }
    }
  }

  /// Only over a Unix socket is a body kept at all.
  private func keepsBody(of request: HTTPRequestHead) -> Bool {
    peer != nil && Endpoints.takesBody(request)
  }

  /// Keeps a request for after the answer that is on its way; too many end the connection behind it.
  private func queue(_ request: HTTPRequestHead, _ body: ByteBuffer, closes: Bool) {
    if waiting.count < Self.mostWaiting {
      waiting.append((request, body, closes))
    } else {
      closesAfterAnswer = true
    }
  }

  /// The last byte of an answer has left. The channel counts as writable only while nothing waits to be
  /// sent (its watermarks are one byte), which says so without a promise for each answer.
  func channelWritabilityChanged(context: ChannelHandlerContext) {
    if context.channel.isWritable, phase == .answering { finishAnswer() }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    switch error {
    case HTTPParserError.headerOverflow:
      refuse(.text(.headerFieldsTooLarge, "the request's headers are too large\n"))
    case is HTTPParserError:
      refuse(.text(.badRequest, "not a valid HTTP request\n"))
    default:
      close()
    }
  }

  /// The time is up: says so where a request was half sent, and closes.
  func expire() {
    if phase == .receiving {
      refuse(.text(.requestTimeout, "the request took too long\n"))
    } else {
      close()
    }
  }

  /// Whether this connection makes room before `other` does: one without a request first, then one with half of one.
  func yieldsBefore(_ other: RequestHandler) -> Bool {
    (phase.rank, lastActivity) < (other.phase.rank, other.lastActivity)
  }

  /// Closes the connection.
  func close() {
    context?.close(promise: nil)
  }

  private func enter(_ phase: Phase) {
    self.phase = phase
    let now = NIODeadline.now()
    lastActivity = now
    switch phase {
    case .idle: deadline = now + Connections.idlePatience
    case .receiving, .answering: deadline = now + Connections.patience
    case .closing: deadline = now + Connections.closingPatience
    }
  }

  private func answer(_ request: HTTPRequestHead, _ body: ByteBuffer, closes: Bool) {
    let wantsClose = !request.isKeepAlive || closes
    let isHead = request.method == .HEAD
    switch endpoints.reply(to: request, body, from: peer, &rhythm) {
    case .now(let response):
      send(response, isHead: isHead, closes: wantsClose || !response.isGood)
    case .ask(let question, let respond):
      ask(question) { [weak self] in
        let response = respond($0)
        self?.send(response, isHead: isHead, closes: wantsClose || !response.isGood)
      }
    case .report(let page, let isCompressed):
      guard let desk = endpoints.reports, let loop = context?.eventLoop else {
        return send(Endpoints.notReady, isHead: isHead, closes: true)
      }
      enter(.answering)
      // The order has a time of its own, after which it is answered that it takes too long.
      deadline = NIODeadline.now() + ReportOrder.patience + Connections.patience
      let order = ReportOrder(page, compressed: isCompressed, at: desk) { [weak self] response in
        self?.send(response, isHead: isHead, closes: wantsClose || !response.isGood)
      }
      self.order = order
      desk.take(order, on: loop)
    }
  }

  private func ask(
    _ question: Question, _ take: @escaping (Result<Answer, Mailbox.Refusal>) -> Void
  ) {
    guard let context else { return }
    enter(.answering)
    let inquiry = Inquiry(question, in: endpoints.mailbox) { [weak self] answer in
      self?.inquiry = nil
      take(answer)
    }
    self.inquiry = inquiry
    inquiry.begin(on: context.eventLoop)
  }

  /// Answers what is no request, and closes.
  private func refuse(_ response: Response) {
    guard phase == .idle || phase == .receiving else {
      // What comes behind an answer that is on its way must not cut it short.
      closesAfterAnswer = true
      return
    }
    send(response, isHead: false, closes: true)
  }

  private func send(_ response: Response, isHead: Bool, closes: Bool) {
    guard let context else { return }
    if closes { closesAfterAnswer = true }
    wasAnswered = true
    enter(.answering)
    answerEnd = lastActivity + Connections.answerPatience
    date.set(clock.wallTime())
    response.writeHead(into: &head, date: date, closes: closesAfterAnswer)
    if isHead {
      context.writeAndFlush(wrapOutboundOut(head), promise: nil)
    } else {
      unsent = response.body
      rest = response.rest[...]
      context.write(wrapOutboundOut(head), promise: nil)
      context.writeAndFlush(wrapOutboundOut(nextPiece() ?? ByteBuffer()), promise: nil)
    }
  }

  /// Takes the next piece of the body; nil behind the last.
  private func nextPiece() -> ByteBuffer? {
    let length = min(unsent.readableBytes, Self.pieceLength)
    if length > 0, let piece = unsent.readSlice(length: length) {
      // An empty slice would still hold the whole document.
      if unsent.readableBytes == 0 { unsent = ByteBuffer() }
      return piece
    }
    guard !rest.isEmpty else { return nil }
    let piece = ByteBuffer(bytes: rest.prefix(Self.pieceLength))
    rest = rest.dropFirst(Self.pieceLength)
    if rest.isEmpty { rest = [] }
    return piece
  }

  private func finishAnswer() {
    guard let context else { return }
    if let piece = nextPiece() {
      deadline = min(NIODeadline.now() + Connections.patience, answerEnd)
      context.writeAndFlush(wrapOutboundOut(piece), promise: nil)
      return
    }
    order.take()?.leave()
    if closesAfterAnswer {
      // Closed at once, what the client still sends would be answered by a reset, and the reset may
      // overtake the answer.
      enter(.closing)
      context.close(mode: .output, promise: nil)
    } else if waiting.isEmpty {
      enter(request == nil ? .idle : .receiving)
    } else {
      let next = waiting.removeFirst()
      answer(next.request, next.body, closes: next.closes)
      return
    }
    guard wantsRead else { return }
    wantsRead = false
    context.read()
  }
}
