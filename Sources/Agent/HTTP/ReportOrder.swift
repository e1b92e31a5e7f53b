internal import NIOCore

/// A report that one client waits for, on the event loop's thread alone: it is answered once, unless the client leaves.
final class ReportOrder {
  /// How long a client waits for those before it and for its own.
  static let patience = TimeAmount.seconds(60)

  let page: ReportPage
  let isCompressed: Bool
  private unowned let desk: ReportDesk
  private var finish: ((Response) -> Void)?
  private var alarm: Scheduled<Void>?

  /// - Parameter finish: takes the answer, once.
  init(
    _ page: ReportPage, compressed isCompressed: Bool, at desk: ReportDesk,
    finish: @escaping (Response) -> Void
  ) {
    self.page = page
    self.isCompressed = isCompressed
    self.desk = desk
    self.finish = finish
  }

  /// Whether somebody still waits for the answer.
  var isAwaited: Bool { finish != nil }

  /// Begins to wait.
  func begin(on loop: any EventLoop) {
    let bound = NIOLoopBound(self, eventLoop: loop)
    alarm = loop.scheduleTask(in: Self.patience) {
      bound.value.answer(.text(.serviceUnavailable, "the report took too long to make\n"))
    }
  }

  /// Gives the answer, if somebody waits for it.
  func answer(_ response: Response) {
    alarm?.cancel()
    alarm = nil
    let finish = finish.take()
    finish?(response)
  }

  /// The client has taken all of the answer, or is gone.
  func leave() {
    alarm?.cancel()
    alarm = nil
    finish = nil
    desk.release(self)
  }
}
