internal import CLinux
internal import LinuxFiles
internal import Synchronization

/// Where the event loop leaves questions for the sampler, and the sampler finds them between two rounds.
///
/// A question wakes the sampler at once. At most `limit` of them wait, and the lock is held only while one is
/// put in or taken out, never while it is answered. Where nobody asks it costs a descriptor in the sampler's
/// `poll`.
final class Mailbox: Sendable {
  /// The most questions that wait.
  static let limit = 16

  /// Why a question gets no answer.
  enum Refusal: Error, Equatable {
    /// Too many are waiting.
    case full
    /// The sampler did not come to it in time.
    case late
    /// The agent is ending.
    case stopping
  }

  private struct Letter: Sendable {
    let number: UInt64
    let question: Question
    let deliver: @Sendable (Result<Answer, Refusal>) -> Void
  }
  private struct State: Sendable {
    var waiting: [Letter] = []
    var count: UInt64 = 0
    var isClosed = false
  }
  private let state = Mutex(State())
  private let bell: FileDescriptor

  /// Empty and open.
  init() throws(SystemError) {
    let descriptor = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
    guard descriptor >= 0 else { throw SystemError(code: clinux_errno(), operation: "eventfd") }
    bell = FileDescriptor(owning: descriptor)
  }

  /// What becomes readable when a question waits.
  var descriptor: Int32 { bell.raw }

  /// Leaves a question and wakes the sampler; its number.
  ///
  /// - Parameter deliver: takes the answer, once, on the sampler's thread; never after `withdraw` took the
  ///   question back.
  func ask(
    _ question: Question, deliver: @escaping @Sendable (Result<Answer, Refusal>) -> Void
  ) throws(Refusal) -> UInt64 {
    let result: Result<UInt64, Refusal> = state.withLock { state in
      guard !state.isClosed else { return .failure(.stopping) }
      guard state.waiting.count < Self.limit else { return .failure(.full) }
      state.count += 1
      state.waiting.append(Letter(number: state.count, question: question, deliver: deliver))
      return .success(state.count)
    }
    let number = try result.get()
    _ = eventfd_write(bell.raw, 1)
    return number
  }

  /// Takes a question back; false where the sampler has begun with it or is done.
  func withdraw(_ number: UInt64) -> Bool {
    state.withLock { state in
      guard let place = state.waiting.firstIndex(where: { $0.number == number }) else {
        return false
      }
      state.waiting.remove(at: place)
      return true
    }
  }

  /// Answers what waits, the oldest first. What comes meanwhile rings again, so that it delays no round.
  func serve(_ answer: (Question) -> Answer) {
    var rings: eventfd_t = 0
    unsafe _ = eventfd_read(bell.raw, &rings)
    for _ in 0..<state.withLock({ $0.waiting.count }) {
      guard let letter = take() else { return }
      letter.deliver(.success(answer(letter.question)))
    }
  }

  /// Refuses what waits and everything that comes.
  func close() {
    state.withLock { $0.isClosed = true }
    while let letter = take() { letter.deliver(.failure(.stopping)) }
  }

  private func take() -> Letter? {
    state.withLock { $0.waiting.isEmpty ? nil : $0.waiting.removeFirst() }
  }
}
