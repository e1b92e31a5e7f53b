import ArgumentParser
import BenchKit
import Commands
import LinuxFiles
import NodeModel
import Testing

@testable import probe

@Suite("How a benchmark ends")
struct BenchOutcomeTests {
  /// A run beside a baseline that has none of its cases.
  private var nothingJudged: BaselineComparison {
    let empty = BenchDocument(conditions: BenchConditions(), results: [])
    return BaselineComparison(of: empty, with: [empty]) { _ in true }
  }

  @Test(
    "with 0 where all is right, and with 2 where a baseline said nothing and nothing else is to be said"
  )
  func right() {
    var outcome = BenchOutcome(isVerified: true, isInterrupted: false)
    #expect(outcome.status == 0)
    outcome.comparison = nothingJudged
    #expect(outcome.status == 2)
  }

  @Test("with 1 after a wrong result, also where nothing could be judged and where it was stopped")
  func wrong() {
    var outcome = BenchOutcome(isVerified: false, isInterrupted: false)
    outcome.comparison = nothingJudged
    #expect(outcome.status == 1)
    #expect(BenchOutcome(isVerified: false, isInterrupted: true).status == 1)
    #expect(BenchOutcome(isVerified: true, isInterrupted: true).status == 130)
  }

  @Test("with 1 after what cannot be written, and what comes behind it is written all the same")
  func unwritten() {
    var outcome = BenchOutcome(isVerified: true, isInterrupted: false)
    var written: [Int] = []
    outcome.attempt { throw SystemError(code: 28, operation: "write", path: "/full") }
    outcome.attempt { written.append(2) }
    #expect(written == [2] && outcome.status == 1 && outcome.unread == nil)
  }

  @Test(
    "with 1 for what is wrong also where nobody reads any more, and with the pipe's end for all else"
  )
  func unread() {
    let silence = Output.Failure(SystemError(code: 32, operation: "write to", path: "x"))
    let full = SystemError(code: 28, operation: "write", path: "/full")
    func status(_ change: (inout BenchOutcome) -> Void, isVerified: Bool = true) -> Int32? {
      var outcome = BenchOutcome(isVerified: isVerified, isInterrupted: false)
      outcome.attempt { throw silence }
      change(&outcome)
      return (outcome.ending as? ExitCode)?.rawValue
    }
    #expect(status({ _ in }) == nil)
    #expect(status({ $0.comparison = nothingJudged }) == nil)
    #expect(status({ _ in }, isVerified: false) == 1)
    #expect(status({ $0.attempt { throw full } }) == 1)
    #expect(status({ $0.isEmpty = true }) == 1)
    var outcome = BenchOutcome(isVerified: true, isInterrupted: false)
    #expect(outcome.ending == nil)
    outcome.attempt { throw silence }
    #expect(outcome.ending is Output.Failure)
  }
}
