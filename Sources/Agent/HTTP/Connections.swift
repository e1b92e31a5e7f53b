internal import NIOCore

/// The open connections, on the event loop's thread alone: at most so many, none for ever.
///
/// Some places are the Unix socket's: whoever may open it is not locked out by those who come over TCP.
final class Connections {
  /// The most connections at once; one more closes another.
  static let limit = 256
  /// Of these so many are not for TCP.
  static let localPlaces = 16
  /// How long a client may take for a request, and for taking a piece of an answer.
  static let patience = TimeAmount.seconds(10)
  /// How long it may take for all of an answer, however well that gets on: less than who waits for a report does.
  static let answerPatience = TimeAmount.seconds(40)
  /// How long a connection may stand idle.
  static let idlePatience = TimeAmount.minutes(5)
  /// How long a client may take to read the last answer before the connection is cut.
  static let closingPatience = TimeAmount.seconds(2)
  private static let sweepInterval = TimeAmount.seconds(2)

  private var open: [ObjectIdentifier: RequestHandler] = [:]
  private var sweep: RepeatedTask?
  private let refusals: RefusedConnections

  init(refusals: RefusedConnections) {
    self.refusals = refusals
  }

  /// Takes a new connection in. Where there are too many, the one that has been idle for longest makes room, else
  /// the one whose request has been on its way for longest: one that is scraped over it sends its request at once.
  /// Where answers are on their way to all, the new one goes.
  func add(_ handler: RequestHandler, on loop: any EventLoop) {
    if let rivals = rivals(of: handler) {
      guard let oldest = rivals.min(by: { $0.yieldsBefore($1) }), oldest.phase != .answering else {
        refusals.count()
        return handler.close()
      }
      if oldest.phase == .receiving || !oldest.wasAnswered { refusals.count() }
      oldest.close()
    }
    open[ObjectIdentifier(handler)] = handler
    guard sweep == nil else { return }
    let bound = NIOLoopBound(self, eventLoop: loop)
    sweep = loop.scheduleRepeatedTask(
      initialDelay: Self.sweepInterval, delay: Self.sweepInterval
    ) { _ in bound.value.expire() }
  }

  /// Those of which one has to go for `handler` to stay; nil where there is room.
  private func rivals(of handler: RequestHandler) -> [RequestHandler]? {
    if !handler.isLocal {
      let others = open.values.filter { !$0.isLocal }
      if others.count >= Self.limit - Self.localPlaces { return others }
    }
    return open.count >= Self.limit ? Array(open.values) : nil
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
