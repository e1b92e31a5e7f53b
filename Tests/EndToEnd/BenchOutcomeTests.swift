import BenchKit
import LinuxFiles
import NodeModel
import Testing

@testable import probe

@Suite("How a benchmark ends")
struct BenchOutcomeTests {
  /// A run beside a baseline that has none of its cases.
  private var nothingJudged: BaselineComparison {
    let empty = BenchDocument(conditions: BenchConditions(), results: [])
    return BaselineComparison(of: empty, with: empty) { _ in true }
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
}
