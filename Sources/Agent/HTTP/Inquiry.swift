internal import NIOCore

/// A question on its way to the sampler and back, on the event loop's thread alone: it ends once, with an
/// answer, or without one when the time is up.
final class Inquiry {
  /// How long the sampler may take; shorter than a connection's patience, so that the client is told.
  static let patience = TimeAmount.seconds(5)

  private let question: Question
  private let mailbox: Mailbox
  private var finish: ((Result<Answer, Mailbox.Refusal>) -> Void)?
  private var number: UInt64?
  private var alarm: Scheduled<Void>?

  /// - Parameter finish: is called once, unless the inquiry is cancelled before.
  init(
    _ question: Question, in mailbox: Mailbox,
    finish: @escaping (Result<Answer, Mailbox.Refusal>) -> Void
  ) {
    self.question = question
    self.mailbox = mailbox
    self.finish = finish
  }

  /// Asks; where the mailbox refuses, the inquiry ends at once.
  func begin(on loop: any EventLoop) {
    let bound = NIOLoopBound(self, eventLoop: loop)
    do {
      number = try mailbox.ask(question) { answer in
        loop.execute { bound.value.end(answer) }
      }
    } catch {
      return end(.failure(error))
    }
    alarm = loop.scheduleTask(in: Self.patience) {
      bound.value.cancel(telling: .late)
    }
  }

  /// Nobody waits for the answer any more. What the sampler has not begun with is not done.
  func cancel() {
    finish = nil
    cancel(telling: .stopping)
  }

  private func cancel(telling refusal: Mailbox.Refusal) {
    if let number { _ = mailbox.withdraw(number) }
    end(.failure(refusal))
  }

  private func end(_ result: Result<Answer, Mailbox.Refusal>) {
    alarm?.cancel()
    alarm = nil
    let finish = finish.take()
    finish?(result)
  }
}
