internal import CLinux
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix

/// The agent's HTTP side: one event loop on one thread, over TCP and a Unix socket.
final class HTTPServer {
  private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
  private var channels: [any Channel] = []
  private let clock: NodeClock
  private let shared: NIOLoopBound<(endpoints: Endpoints, connections: Connections)>
  /// Made once, so that a round asks for no memory.
  private let renderingAhead: @Sendable () -> Void

  /// - Parameter endpoints: Makes what answers; it lives on the event loop alone.
  init(clock: NodeClock, endpoints: @escaping @Sendable () -> Endpoints) throws {
    self.clock = clock
    let loop = group.next()
    let shared = try loop.submit {
      let endpoints = endpoints()
      return NIOLoopBound(
        (endpoints: endpoints, connections: Connections(refusals: endpoints.refusals)),
        eventLoop: loop)
    }.wait()
    self.shared = shared
    renderingAhead = { shared.value.endpoints.renderAhead(for: shared.value.connections.rhythms) }
  }

  /// Listens on a TCP address; the address with the port that was bound. Every address is that of IPv4 where the
  /// kernel has no other (`ipv6.disable=1`).
  func listen(on address: ListenAddress) throws -> ListenAddress {
    do {
      return try bind(to: address)
    } catch let error as IOError {
      guard let other = address.withoutIPv6,
        [EAFNOSUPPORT, EADDRNOTAVAIL].contains(error.errnoCode)
      else { throw error }
      return try bind(to: other)
    }
  }

  private func bind(to address: ListenAddress) throws -> ListenAddress {
    let channel = try bootstrap()
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
      .bind(host: address.host, port: address.port).wait()
    channels.append(channel)
    return address.with(port: channel.localAddress?.port ?? address.port)
  }

  /// Listens on the Unix socket `path`, in place of one that a dead agent left.
  func listen(onSocket path: String) throws {
    let channel = try bootstrap().bind(
      unixDomainSocketPath: path, cleanupExistingSocketFile: true
    ).wait()
    channels.append(channel)
  }

  /// Has the event loop render what is expected to be asked for before the next round, and does not wait
  /// for it.
  func renderAhead() {
    group.next().execute(renderingAhead)
  }

  /// Stops listening and lets answers that are on their way finish, for a moment.
  func stop() {
    for channel in channels { try? channel.close().wait() }
    channels = []
    for _ in 0..<Self.drainSteps {
      let busy = try? group.next().submit { [shared] in shared.value.connections.closeIdle() }
        .wait()
      if busy == 0 { break }
      usleep(Self.drainStep)
    }
    try? group.syncShutdownGracefully()
  }

  /// Half a second in steps of ten milliseconds: a service manager is promised an end within a second.
  private static let drainStep: UInt32 = 10_000
  private static let drainSteps = 50

  /// What a client may make us hold, times the connections there may be, is to stay far below the unit's memory.
  private static let largestRead = 16_384

  /// The largest head that is read: a browser's with its cookies has some kilobytes, a scrape's some hundred bytes.
  private static var headLimits: NIOHTTPDecoderLimitConfiguration {
    var limits = NIOHTTPDecoderLimitConfiguration()
    limits.maxHeaderFieldSize = 8192
    limits.maxHeaderListSize = 16_384
    limits.maxHeaderFieldCount = 64
    return limits
  }

  private func bootstrap() -> ServerBootstrap {
    let clock = self.clock
    let shared = self.shared
    return ServerBootstrap(group: group)
      .serverChannelOption(.backlog, value: 128)
      .childChannelOption(.maxMessagesPerRead, value: 4)
      .childChannelOption(
        .recvAllocator,
        value: AdaptiveRecvByteBufferAllocator(
          minimum: 256, initial: 2048, maximum: Self.largestRead)
      )
      .childChannelOption(.writeBufferWaterMark, value: .init(low: 1, high: 1))
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          let (endpoints, connections) = shared.value
          let handler = RequestHandler(endpoints, connections: connections, clock: clock)
          try channel.pipeline.syncOperations.addHandlers(
            ArrivalHandler(handler),
            ByteToMessageHandler(
              HTTPRequestDecoder(
                leftOverBytesStrategy: .dropBytes, limitConfiguration: Self.headLimits)),
            handler)
        }
      }
  }
}
