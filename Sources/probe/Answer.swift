import Dispatch

/// What another thread found out within a time; the thread is left to itself if it takes longer.
///
/// Sendable, because the other thread writes the value before it signals, and nobody reads it but after
/// that signal; who waits no longer never looks at it again.
final class Answer<Value>: @unchecked Sendable {
  private let body: () -> Value
  private var value: Value?

  private init(_ body: @escaping () -> Value) {
    self.body = body
  }

  /// The result of `body`, nil where it took longer.
  static func within(seconds: Int, _ body: @escaping () -> Value) -> Value? {
    let answer = Answer(body)
    let isDone = DispatchSemaphore(value: 0)
    DispatchQueue.global().async {
      answer.value = answer.body()
      isDone.signal()
    }
    return isDone.wait(timeout: .now() + .seconds(seconds)) == .success ? answer.value : nil
  }
}
