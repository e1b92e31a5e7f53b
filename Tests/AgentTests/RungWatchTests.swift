import NodeModel
import Testing

@testable import Agent
@testable import EnergyLedger

@Suite("The log line of another source of power")
struct RungWatchTests {
  /// A ladder with one source, or none; what is not named is absent.
  private static func ladder(
    _ source: Rung?, lacks: [LadderStep.Lack] = [], _ failing: [Rung: FailureReason] = [:]
  ) -> [LadderStep] {
    Rung.allCases.map { rung in
      var step = LadderStep(
        rung: rung, state: rung == source ? .source : .unavailable(failing[rung] ?? .absent))
      if rung == source { step.lacks = lacks }
      return step
    }
  }

  @Test("comes once a change: what, from, to, why")
  func changes() {
    var watch = RungWatch()
    typealias Change = RungWatch.Change
    #expect(watch.follow(Self.ladder(nil)) == nil)
    #expect(
      watch.follow(Self.ladder(.components)) == Change(kind: .begins, rung: .components, why: nil))
    #expect(watch.follow(Self.ladder(.components)) == nil)
    let denied: [Rung: FailureReason] = [.components: .accessDenied]
    #expect(
      watch.follow(Self.ladder(.table, denied))
        == Change(kind: .moves(from: .components), rung: .table, why: "eacces"))
    // Another reason of the same rung is no change of the source.
    #expect(watch.follow(Self.ladder(.table, [.components: .inputOutput])) == nil)
    #expect(
      watch.follow(Self.ladder(.calibrated, denied))
        == Change(kind: .moves(from: .table), rung: .calibrated, why: "it can be read"))
    #expect(
      watch.follow(Self.ladder(nil, [.calibrated: .otherMachine]))
        == Change(kind: .moves(from: .calibrated), rung: nil, why: "other_machine"))
    #expect(
      watch.follow(Self.ladder(.wall))
        == Change(kind: .moves(from: nil), rung: .wall, why: "it can be read"))
  }

  @Test("comes when a sum loses a part, and when that is back")
  func parts() {
    var watch = RungWatch()
    _ = watch.follow(Self.ladder(.components))
    let lack = LadderStep.Lack(.package, .absent)
    #expect(
      watch.follow(Self.ladder(.components, lacks: [lack]))
        == RungWatch.Change(kind: .lacks, rung: .components, why: nil, lacks: [lack]))
    #expect(watch.follow(Self.ladder(.components, lacks: [lack])) == nil)
    let both = [lack, LadderStep.Lack(.accelerator, .stale)]
    #expect(watch.follow(Self.ladder(.components, lacks: both))?.lacks == both)
    // Fans and losses never have a meter there: with the counters back it is as whole as it can be.
    let rest = LadderStep.Lack(.rest, .absent)
    #expect(
      watch.follow(Self.ladder(.components, lacks: [rest]))
        == RungWatch.Change(kind: .isWhole, rung: .components, why: nil))
  }

  @Test("tells with the first source what that lacks from the beginning")
  func firstLack() {
    var watch = RungWatch()
    let lack = LadderStep.Lack(.accelerator, .absent)
    #expect(
      watch.follow(Self.ladder(.components, lacks: [lack]))
        == RungWatch.Change(kind: .begins, rung: .components, why: nil, lacks: [lack]))
  }
}
