internal import NIOCore

/// The open connections, on the event loop's thread alone: at most so many, none for ever.
final class Connections {
  /// The most connections at once; one more closes the one that has been idle for longest.
  static let limit = 256
  /// How long a client may take for a request, and for taking a response.
  static let patience = TimeAmount.seconds(10)
  /// How long a connection may stand idle.
  static let idlePatience = TimeAmount.minutes(5)
  /// How long a client may take to read the last answer before the connection is cut.
  static let closingPatience = TimeAmount.seconds(2)
  private static let sweepInterval = TimeAmount.seconds(2)

  private var open: [ObjectIdentifier: RequestHandler] = [:]
  private var sweep: RepeatedTask?

  /// Takes a new connection in. Where there are too many, the one that has been idle for longest makes
  /// room; where all are busy, the new one goes.
  func add(_ handler: RequestHandler, on loop: any EventLoop) {
    if open.count >= Self.limit {
      let idle = open.values.filter { $0.phase == .idle || $0.phase == .closing }
      guard let oldest = idle.min(by: { $0.lastActivity < $1.lastActivity }) else {
        return handler.close()
      }
      oldest.close()
    }
    open[ObjectIdentifier(handler)] = handler
    guard sweep == nil else { return }
    let bound = NIOLoopBound(self, eventLoop: loop)
    sweep = loop.scheduleRepeatedTask(
      initialDelay: Self.sweepInterval, delay: Self.sweepInterval
    ) { _ in bound.value.expire() }
  }

  /// Forgets a connection that was closed.
  func remove(_ handler: RequestHandler) {
    open[ObjectIdentifier(handler)] = nil
    guard open.isEmpty else { return }
    sweep?.cancel()
    sweep = nil
  }

  /// When the clients of the open connections will scrape again.
  var rhythms: some Sequence<ScrapeRhythm> {
    open.values.lazy.map(\.rhythm)
  }

  /// Closes every connection that no answer is on its way to; how many are left.
  func closeIdle() -> Int {
    for handler in open.values where handler.phase != .answering { handler.close() }
    return open.values.count { $0.phase == .answering }
  }

  private func expire() {
    let now = NIODeadline.now()
    for handler in open.values where handler.deadline < now { handler.expire() }
  }
}
