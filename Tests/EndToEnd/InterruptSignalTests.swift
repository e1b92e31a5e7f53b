import Foundation
import Testing

@testable import probe

@Suite("Signals while clocks are held")
struct InterruptSignalTests {
  /// Whether this thread takes the signal now.
  private static func isBlocked(_ signal: Int32) -> Bool {
    var mask = sigset_t()
    pthread_sigmask(SIG_BLOCK, nil, &mask)
    return sigismember(&mask, signal) == 1
  }

  @Test("nothing but SIGKILL ends or stops the program before all is put back")
  func holding() async throws {
    let seen = try await onOwnThread { () -> [[Bool]] in
      var none = sigset_t()
      sigemptyset(&none)
      pthread_sigmask(SIG_SETMASK, &none, nil)
      // A shell without job control has what it starts behind itself ignore it.
      signal(SIGQUIT, SIG_DFL)
      let names = [SIGQUIT, SIGTERM, SIGTSTP, SIGTTIN, SIGTTOU]
      let signals = InterruptSignal(isHolding: true)
      var seen = [[signals.wasRaised]]
      // Sent to this thread: whatever was not held would end all tests here.
      for number in [SIGQUIT, SIGTERM, SIGTERM] {
        pthread_kill(pthread_self(), number)
        seen.append([signals.wasRaised] + names.map(Self.isBlocked))
      }
      signals.release()
      seen.append(names.map(Self.isBlocked))
      return seen
    }
    let held = Array(repeating: true, count: 6)
    #expect(seen == [[false], held, held, held, Array(repeating: false, count: 5)])
  }

  @Test("elsewhere the second one ends the program as usual")
  func usual() async throws {
    let seen = try await onOwnThread { () -> [Bool] in
      var none = sigset_t()
      sigemptyset(&none)
      pthread_sigmask(SIG_SETMASK, &none, nil)
      let signals = InterruptSignal()
      let before = [SIGTERM, SIGQUIT, SIGTSTP].map(Self.isBlocked)
      pthread_kill(pthread_self(), SIGTERM)
      return before + [signals.wasRaised, Self.isBlocked(SIGTERM)]
    }
    #expect(seen == [true, false, false, true, false])
  }
}
