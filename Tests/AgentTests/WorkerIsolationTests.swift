import Foundation
import NodeModel
import Probes
import Testing

@testable import Agent

/// Groups that hang, crash their reader or make the others wait.
@Suite("groups that are read alone")
struct WorkerIsolationTests {
  @Test("a group that hangs is read alone, said to hang, and taken back when it behaves")
  func hung() throws {
    let stage = try WorkerStage(
      """
      case "$*" in
        *--only=b*) [ -e $here/mended ] && cat $here/solo || { cat $here/stuck; : > $here/tried; } ;;
        *--without=b*) cat $here/rest ;;
        *) [ -e $here/mended ] && cat $here/whole || cat $here/hang ;;
      esac
      exec sleep 100
      """)
    let now = stage.now
    try stage.write(WorkerTalk.once(["a", "b", "c"], at: now, hangsAt: "b"), to: "hang")
    try stage.write(WorkerTalk.once(["b"], at: now, hangsAt: "b"), to: "stuck")
    let later = now + 60 * WorkerStage.second
    try stage.write(WorkerTalk.once(["a", "c"], at: now, wake: later, value: 30), to: "rest")
    try stage.write(WorkerTalk.once(["a", "b", "c"], at: now, value: 50), to: "whole")
    var solo = WorkerTalk.once(["b"], at: now, value: 40)
    for _ in 0..<2 {
      solo.round(at: now, next: 0)
      solo.round(at: now + 1, done: 0, [.real(40)])
    }
    try stage.write(solo, to: "solo")

    #expect(stage.settle { $0.shown == ["a temp1": 20] })
    try stage.pass(2.9)
    #expect(!stage.tells(.hung))
    try stage.pass(0.2)
    #expect(stage.tells(.hung))
    #expect(stage.settle { $0.shown == ["a temp1": 30, "c temp1": 30] })
    #expect(stage.starts.last?.contains("--without=b") == true)
    // Tried alone after five seconds, it hangs again; all the while that is said.
    try stage.pass(5.1)
    #expect(stage.settle { $0.has("tried") })
    try stage.mark("mended")
    #expect(stage.tells(.hung))
    try stage.pass(10.1)
    #expect(stage.tells(.hung))
    try stage.pass(5.1)
    #expect(stage.settle { $0.shown == ["a temp1": 50, "b temp1": 50, "c temp1": 50] })
    #expect(stage.supervisor.lanes.count == 1)
    #expect(!stage.tells(.hung))
  }

  @Test("a group that crashes its reader is read alone, and the others go on")
  func crashed() throws {
    let stage = try WorkerStage(
      """
      case "$*" in
        *--without=b*) cat $here/rest; exec sleep 100 ;;
        *--only=b*) cat $here/alone; exit 1 ;;
        *) cat $here/crash; exit 1 ;;
      esac
      """)
    try stage.write(WorkerTalk.once(["a", "b"], at: stage.now, hangsAt: "b"), to: "crash")
    try stage.write(WorkerTalk.once(["b"], at: stage.now, hangsAt: "b"), to: "alone")
    let later = stage.now + 60 * WorkerStage.second
    try stage.write(WorkerTalk.once(["a"], at: stage.now, wake: later, value: 30), to: "rest")
    #expect(stage.settle { $0.shown == ["a temp1": 30] })
    #expect(stage.tells(.crashed))
    for turn in 1...5 {
      try stage.pass(5.1)
      #expect(stage.settle { $0.starts.count { $0.contains("--only=b") } == turn })
      #expect(stage.settle { $0.supervisor.lanes.count { $0.isRunning } == 1 })
    }
    #expect(stage.tells(.crashed))
    #expect(stage.starts.count { !$0.contains("--only=b") } == 2)
  }

  @Test("a chip that leaves while it is read alone is met again when it comes back")
  func cameBack() throws {
    let stage = try WorkerStage(
      """
      case "$*" in
        *--only=b*) exit 0 ;;
        *--without=b*) cat $here/rest ;;
        *) [ -e $here/back ] && cat $here/whole || cat $here/hang ;;
      esac
      exec sleep 100
      """)
    try stage.write(WorkerTalk.once(["a", "b"], at: stage.now, hangsAt: "b"), to: "hang")
    try stage.write(WorkerTalk.once(["a"], at: stage.now), to: "rest")
    try stage.write(WorkerTalk.once(["a", "b"], at: stage.now, value: 60), to: "whole")
    #expect(stage.settle { $0.shown == ["a temp1": 20] })
    try stage.pass(3.1)
    #expect(stage.settle { $0.starts.count == 2 })
    try stage.mark("back")
    try stage.pass(5.1)
    #expect(stage.settle { $0.shown == ["a temp1": 60, "b temp1": 60] })
  }

  @Test("a group that makes rounds long is read alone without losing its value")
  func slow() throws {
    let stage = try WorkerStage(
      """
      case "$*" in
        *--only=b*) cat $here/solo ;;
        *--without=b*) cat $here/rest ;;
        *) cat $here/groups $here/round0; sleep 0.3; cat $here/round1 ;;
      esac
      exec sleep 100
      """)
    let now = stage.now
    var groups = WorkerTalk()
    groups.hello(groups: 2)
    groups.group("a", ["temp1"])
    groups.group("b", ["temp1"])
    try stage.write(groups, to: "groups")
    for turn in 0..<2 as Range<UInt64> {
      let start = now + turn * 2 * WorkerStage.second
      var round = WorkerTalk()
      round.round(at: start, next: 0)
      round.round(at: start + 1, done: 0, next: 1, [.real(20)])
      round.round(at: start + 2 * WorkerStage.second, done: 1, [.real(70)])
      try stage.write(round, to: "round\(turn)")
    }
    try stage.write(WorkerTalk.once(["a"], at: now, value: 30), to: "rest")
    try stage.write(WorkerTalk.once(["b"], at: now, value: 80), to: "solo")
    #expect(stage.settle { $0.shown["b temp1"] != nil })
    var gaps = 0
    let isApart = stage.settle { stage in
      if stage.shown["b temp1"] == nil { gaps += 1 }
      return stage.shown == ["a temp1": 30, "b temp1": 80]
    }
    #expect(isApart)
    #expect(gaps == 0)
    #expect(stage.starts.contains { $0.contains("--without=b") })
    #expect(stage.starts.contains { $0.contains("--only=b") })
  }

  @Test("twenty groups that hang are all left out, and the rest is read")
  func manyHung() throws {
    // Says which groups are not left out; hangs at the first bad one.
    let names = (0..<20).map { "bad\($0)" }
    let stage = try WorkerStage(
      """
      for n in $(seq 0 19); do
        case "$* " in *"--without=bad$n "*) ;; *) cat $here/bad$n; exec sleep 100 ;; esac
      done
      cat $here/rest
      exec sleep 100
      """)
    for index in names.indices {
      try stage.write(
        WorkerTalk.once(Array(names[index...]) + ["good"], at: stage.now, hangsAt: names[index]),
        to: names[index])
    }
    try stage.write(WorkerTalk.once(["good"], at: stage.now), to: "rest")
    for count in 1...20 {
      #expect(
        stage.settle { $0.starts.count >= count && $0.supervisor.lanes.first?.isRunning == true })
      // The first may take three seconds, those after it one.
      let isOut = stage.settle { stage in
        try? stage.pass(0.5)
        return stage.starts.last?.contains("--without=bad\(count - 1)") == true
          || stage.shown["good temp1"] == 20
      }
      #expect(isOut)
    }
    #expect(stage.settle { $0.shown == ["good temp1": 20] })
    #expect(stage.supervisor.lanes.count { $0.isRunning } <= 17)
  }
}
