import LinuxFiles
import Foundation
import NodeModel
import Probes
import Testing

@testable import Agent

/// How long a group that hung is read alone, and how long an old scan is believed.
@Suite("what a worker that failed must do to be trusted again")
struct WorkerProbationTests {
  @Test("a group goes back after three good rounds, and after each relapse twice as many")
  func relapses() throws {
    let stage = try WorkerStage(
      """
      case "$*" in
        *--only=b*)
          cat $here/alone
          for i in $(seq $(cat $here/rounds)); do cat $here/round; done ;;
        *--without=b*) cat $here/rest ;;
        *) cat $here/hang; : > $here/hung.$(grep -vc -e -- $here/starts) ;;
      esac
      exec sleep 100
      """)
    let now = stage.now
    try stage.write(WorkerTalk.once(["a", "b"], at: now, hangsAt: "b"), to: "hang")
    try stage.write(
      WorkerTalk.once(["a"], at: now, wake: now + 3600 * WorkerStage.second), to: "rest")
    var alone = WorkerTalk()
    alone.hello(groups: 1)
    alone.group("b", ["temp1"])
    try stage.write(alone, to: "alone")
    var round = WorkerTalk()
    round.round(at: now, next: 0)
    round.round(at: now + 1, wake: now + 3600 * WorkerStage.second, done: 0, [.real(40)])
    try stage.write(round, to: "round")

    for (turn, needed) in [3, 6, 12, 24].enumerated() {
      #expect(stage.settle { $0.has("hung.\(turn + 1)") })
      stage.round()
      try stage.pass(3.1)
      #expect(stage.settle { $0.starts.last?.contains("--without=b") == true })
      // One round too few, however long it lasts.
      try stage.write("\(needed - 1)", to: "rounds")
      try stage.pass(5.1)
      #expect(stage.settle { $0.solo?.fullRounds == needed - 1 })
      for _ in 0..<5 { stage.round() }
      #expect(stage.shown["b temp1"] == 40)
      #expect(stage.supervisor.lanes.count == 2)
      // A worker that is killed begins anew; with one round more its group is taken back.
      try stage.write("\(needed)", to: "rounds")
      kill(try #require(stage.solo?.process?.identifier), SIGKILL)
      #expect(stage.settle { $0.solo?.isRunning == false })
      try stage.pass(0.2)
      #expect(stage.settle { $0.supervisor.lanes.count == 1 })
      #expect(stage.shown["b temp1"] == 40)
    }
  }

  @Test("rounds in which a group was not read do not speak for it")
  func idleRounds() throws {
    let stage = try WorkerStage(
      """
      case "$*" in
        *--only=b*) cat $here/alone ;;
        *--without=b*) cat $here/rest ;;
        *) cat $here/hang; : > $here/hung ;;
      esac
      exec sleep 100
      """)
    let now = stage.now
    let later = now + 3600 * WorkerStage.second
    try stage.write(WorkerTalk.once(["a", "b"], at: now, hangsAt: "b"), to: "hang")
    try stage.write(WorkerTalk.once(["a"], at: now, wake: later), to: "rest")
    var alone = WorkerTalk.once(["b"], at: now, wake: later, value: 40)
    for _ in 0..<20 { alone.round(at: now, wake: later) }
    try stage.write(alone, to: "alone")
    #expect(stage.settle { $0.has("hung") })
    stage.round()
    try stage.pass(3.1)
    try stage.pass(5.1)
    #expect(stage.settle { $0.solo?.rounds == 21 })
    for _ in 0..<5 { stage.round() }
    #expect(stage.supervisor.lanes.count == 2)
  }

  @Test("two scans that fail say nothing of what an earlier one found, the third does")
  func lastScan() throws {
    let stage = try WorkerStage(
      "[ -e $here/broken ] && [ ! -e $here/mended ] && exit 1; cat $here/talk", isOneScan: true)
    try stage.write(WorkerTalk.once(["a"], at: stage.now), to: "talk")
    #expect(stage.settle { $0.supervisor.lanes.first?.isRunning == false && $0.shown.count == 1 })
    try stage.mark("broken")
    try stage.setDevice("hwmon1", isThere: true)
    // The pause doubles from two seconds on.
    for (attempt, pause) in [2.1, 2.1, 4.1].enumerated() {
      #expect(stage.shown == ["a temp1": 20])
      #expect(!stage.tells(.crashed))
      try stage.pass(pause)
      #expect(
        stage.settle {
          $0.starts.count == attempt + 2 && $0.supervisor.lanes.first?.isRunning == false
        })
    }
    #expect(stage.shown.isEmpty)
    #expect(stage.tells(.crashed))
    try stage.mark("mended")
    try stage.pass(8.1)
    #expect(stage.settle { $0.shown == ["a temp1": 20] && !$0.tells(.crashed) })
  }

  @Test("a first scan that fails has nothing to keep, and says so at once")
  func firstScan() throws {
    let stage = try WorkerStage("exit 1", isOneScan: true)
    #expect(stage.settle { $0.tells(.crashed) })
    #expect(stage.shown.isEmpty)
  }
}

extension WorkerStage {
  /// The first lane of a group that is read alone.
  fileprivate var solo: WorkerLane? { supervisor.lanes.dropFirst().first }
}
