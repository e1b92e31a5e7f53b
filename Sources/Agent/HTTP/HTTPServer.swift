internal import CLinux
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix

/// The agent's HTTP side: one event loop on one thread, over TCP and a Unix socket.
final class HTTPServer {
  private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
  private var channels: [any Channel] = []
  private let clock: NodeClock
  private let shared: EventLoopFuture<NIOLoopBound<(Endpoints, Connections)>>

  /// - Parameter endpoints: Makes what answers; it lives on the event loop alone.
  init(clock: NodeClock, endpoints: @escaping @Sendable () -> Endpoints) {
    self.clock = clock
    let loop = group.next()
    shared = loop.submit { NIOLoopBound((endpoints(), Connections()), eventLoop: loop) }
  }

  /// Listens on a TCP address; the address with the port that was bound.
  func listen(on address: ListenAddress) throws -> ListenAddress {
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

  /// Stops listening and lets answers that are on their way finish, for a moment.
  func stop() {
    for channel in channels { try? channel.close().wait() }
    channels = []
    for _ in 0..<Self.drainSteps {
      let busy = try? shared.map { $0.value.1.closeIdle() }.wait()
      if busy == 0 { break }
      usleep(Self.drainStep)
    }
    try? group.syncShutdownGracefully()
  }

  /// Half a second in steps of ten milliseconds: a service manager is promised an end within a second.
  private static let drainStep: UInt32 = 10_000
  private static let drainSteps = 50

  private func bootstrap() -> ServerBootstrap {
    let clock = self.clock
    let shared = self.shared
    return ServerBootstrap(group: group)
      .serverChannelOption(.backlog, value: 128)
      .childChannelOption(.maxMessagesPerRead, value: 4)
      .childChannelOption(.writeBufferWaterMark, value: .init(low: 1, high: 1))
      .childChannelInitializer { channel in
        shared.flatMapThrowing { shared in
          let (endpoints, connections) = shared.value
          let handler = RequestHandler(endpoints, connections: connections, clock: clock)
          try channel.pipeline.syncOperations.addHandlers(
            ArrivalHandler(handler),
            ByteToMessageHandler(HTTPRequestDecoder(leftOverBytesStrategy: .dropBytes)), handler)
        }
      }
  }
}
