import Foundation
import NodeModel
import Probes
import Testing

@testable import Agent

/// One process that reads for several probes.
@Suite("a worker of several probes")
struct WorkerPartsTests {
  /// A chip of the one probe and a zone of the other.
  private static func both(
    at time: UInt64, value: Double = 20, hangsAtLast: Bool = false
  ) -> WorkerTalk {
    var talk = WorkerTalk()
    talk.hello(groups: 2)
    talk.group("test:a", ["temp1"])
    talk.group("other:x", ["temp1"], of: "other")
    talk.round(at: time, next: 0)
    talk.round(at: time + 1_000, done: 0, next: 1, refused: [(4, 2)], [.real(value)])
    if !hangsAtLast { talk.round(at: time + 5_000, done: 1, refused: [(4, 1)], [.real(value)]) }
    return talk
  }

  private func part(_ stage: WorkerStage, _ probe: String) throws -> WorkerPart {
    try #require(stage.supervisor.sections.first { $0.probe == probe })
  }

  @Test("each probe has its own values, refusals and duration")
  func apart() throws {
    let stage = try WorkerStage("cat $here/talk; exec sleep 100")
    try stage.write(Self.both(at: stage.now), to: "talk")
    #expect(stage.settle { $0.shown.count == 2 })
    let test = try part(stage, "test")
    let other = try part(stage, "other")
    #expect(test.table.entries.map { $0.labels.map(\.value) } == [["test:a", "temp1"]])
    #expect(other.table.entries.map { $0.labels.map(\.value) } == [["other:x", "temp1"]])
    #expect(test.status.refusals == 2 && other.status.refusals == 1)
    #expect(test.status.duration == 1_000 && other.status.duration == 4_000)
    #expect(test.status.lastSuccess > 0 && other.status.lastSuccess > 0)
  }

  @Test("a group that hangs is said to hang of its own probe only")
  func hung() throws {
    let stage = try WorkerStage(
      """
      case "$*" in
        *--without=other:x*) cat $here/rest ;;
        *) cat $here/hang ;;
      esac
      exec sleep 100
      """)
    try stage.write(Self.both(at: stage.now, hangsAtLast: true), to: "hang")
    try stage.write(
      WorkerTalk.once(["test:a"], at: stage.now, wake: stage.now + 60 * WorkerStage.second),
      to: "rest")
    #expect(stage.settle { $0.shown == ["test:a temp1": 20] })
    try stage.pass(3.1)
    #expect(stage.settle { $0.starts.last?.contains("--without=other:x") == true })
    #expect(stage.tells(.hung, of: "other"))
    #expect(stage.settle { $0.shown == ["test:a temp1": 20] })
    #expect(!stage.tells(.hung))
  }

  @Test("a probe whose hardware cannot even be looked for is left out as a whole, and tried alone")
  func hangingSearch() throws {
    let stage = try WorkerStage(
      """
      case "$*" in
        *--only=other:*)
          [ -e $here/mended ] && cat $here/alone || { cat $here/stuck; : > $here/tried; } ;;
        *--without=other:*) cat $here/rest ;;
        *) [ -e $here/mended ] && cat $here/whole || { cat $here/lost; : > $here/said; } ;;
      esac
      exec sleep 100
      """)
    var lost = WorkerTalk()
    lost.search("test")
    lost.search("other")
    try stage.write(lost, to: "lost")
    var stuck = WorkerTalk()
    stuck.search("other")
    try stage.write(stuck, to: "stuck")
    let later = stage.now + 60 * WorkerStage.second
    try stage.write(WorkerTalk.once(["test:a"], at: stage.now, wake: later, value: 30), to: "rest")
    var alone = WorkerTalk()
    alone.hello(groups: 1)
    alone.group("other:x", ["temp1"], of: "other")
    for _ in 0..<3 {
      alone.round(at: stage.now, next: 0)
      alone.round(at: stage.now + 1, wake: later, done: 0, [.real(40)])
    }
    try stage.write(alone, to: "alone")
    try stage.write(Self.both(at: stage.now, value: 50), to: "whole")
    try stage.setDevice("../other/x", isThere: true)
    #expect(stage.settle { $0.has("said") })
    stage.round()
    try stage.pass(4.9)
    #expect(!stage.tells(.hung, of: "other"))
    try stage.pass(0.2)
    #expect(stage.settle { $0.starts.last?.contains("--without=other:") == true })
    #expect(stage.settle { $0.shown == ["test:a temp1": 30] })
    #expect(stage.tells(.hung, of: "other") && !stage.tells(.hung))
    try stage.pass(5.1)
    #expect(stage.settle { $0.has("tried") })
    stage.round()
    try stage.mark("mended")
    try stage.pass(10.1)
    #expect(stage.tells(.hung, of: "other") && stage.shown == ["test:a temp1": 30])
    try stage.pass(5.1)
    #expect(stage.settle { $0.shown == ["test:a temp1": 50, "other:x temp1": 50] })
    #expect(!stage.tells(.hung, of: "other"))
  }

  @Test("a group that hangs where its whole probe is read alone is left out of it")
  func hungInProbe() throws {
    let stage = try WorkerStage(
      """
      case "$*" in
        *--only=test:b*) exec sleep 100 ;;
        *--only=test:*) cat $here/alone ;;
        *--without=test:b*) cat $here/good ;;
        *--without=test:*) cat $here/none ;;
        *) cat $here/lost; : > $here/said ;;
      esac
      exec sleep 100
      """)
    var lost = WorkerTalk()
    lost.search("test")
    try stage.write(lost, to: "lost")
    let later = stage.now + 3600 * WorkerStage.second
    try stage.write(
      WorkerTalk.once(["test:a", "test:b"], at: stage.now, hangsAt: "test:b"), to: "alone")
    try stage.write(WorkerTalk.once(["test:a"], at: stage.now, wake: later), to: "good")
    var none = WorkerTalk()
    none.hello(groups: 0)
    none.round(at: stage.now, wake: later)
    try stage.write(none, to: "none")
    #expect(stage.settle { $0.has("said") })
    stage.round()
    try stage.pass(5.1)
    #expect(stage.settle { $0.starts.last?.contains("--without=test:") == true })
    try stage.pass(5.1)
    #expect(stage.settle { $0.shown == ["test:a temp1": 20] })
    try stage.pass(10.1)
    #expect(stage.settle { $0.starts.last?.contains("--without=test:b") == true })
    #expect(stage.settle { $0.shown == ["test:a temp1": 20] && $0.tells(.hung) })
    #expect(stage.supervisor.lanes.count == 2)
  }

  @Test("a probe that is switched off is left out, and costs the other nothing")
  func disabled() throws {
    let stage = try WorkerStage(
      """
      case "$*" in
        *--disable=other*) cat $here/rest ;;
        *) cat $here/talk ;;
      esac
      exec sleep 100
      """)
    try stage.write(Self.both(at: stage.now), to: "talk")
    try stage.write(WorkerTalk.once(["test:a"], at: stage.now, value: 30), to: "rest")
    stage.supervisor.configure([:], interval: WorkerStage.second)
    #expect(stage.settle { $0.shown.count == 2 })
    var off = Configuration.ProbeSetting()
    off.isEnabled = false
    stage.supervisor.configure(["other": off], interval: WorkerStage.second)
    #expect(stage.shown == ["test:a temp1": 20])
    #expect(stage.tells(.disabled, of: "other"))
    #expect(stage.settle { $0.shown == ["test:a temp1": 30] })
    #expect(stage.tells(.disabled, of: "other") && !stage.tells(.disabled))
    stage.supervisor.configure([:], interval: WorkerStage.second)
    #expect(stage.settle { $0.shown == ["test:a temp1": 20, "other:x temp1": 20] })
    #expect(!stage.tells(.disabled, of: "other"))
  }

  @Test("a worker that cannot start says so of what there is, not of what there is none of")
  func crashed() throws {
    let stage = try WorkerStage("exit 1")
    #expect(stage.settle { $0.tells(.crashed) })
    #expect(!stage.tells(.crashed, of: "other") && stage.tells(.absent, of: "other"))
  }

  @Test("a probe that is read in two places is absent only where both have nothing")
  func twoPlaces() {
    let metric = Metric("nodeprobe_test_celsius", "A temperature")
    let agent = WorkerPart("thermal", [metric])
    let worker = WorkerPart("thermal", [metric])
    let status = StatusSection()
    func shown() -> [String: Double] {
      status.update(at: 1)
      var found: [String: Double] = [:]
      for (entry, value) in zip(status.table.entries, status.readings.values) {
        let labels = entry.labels.dropFirst().map(\.value).joined()
        found["\(entry.metric.name) \(labels)"] = value.double
      }
      return found
    }
    status.observe([agent, worker])
    #expect(
      shown() == ["nodeprobe_probe_up ": 0, "nodeprobe_probe_failure_info absent": 1])
    var table = SeriesTable()
    let zone = table.add(metric)
    worker.replace(with: table, [.init(key: "z", members: 0..<1, cadence: .everyRound)], at: 1)
    worker.take(.real(40), nil, at: zone)
    worker.endRound()
    status.observe([agent, worker])
    #expect(shown() == ["nodeprobe_probe_up ": 1])
    worker.fail(group: 0, .hung)
    #expect(shown() == ["nodeprobe_probe_up ": 0, "nodeprobe_probe_failure_info hung": 1])
  }

  @Test("groups that leave for a process of their own and come back keep the time of their reading")
  func readTimes() {
    let metric = Metric("nodeprobe_test_celsius", "A temperature")
    let part = WorkerPart("test", [metric])
    var table = SeriesTable()
    let first = table.add(metric, ["group": "a"])
    let second = table.add(metric, ["group": "b"])
    let groups = [
      ReadingGroup(key: "a", members: 0..<1, cadence: .everyRound),
      ReadingGroup(key: "b", members: 1..<2, cadence: .everyRound),
    ]
    part.replace(with: table, groups, at: 1)
    #expect(part.readTime(of: second) == 0)
    part.begin(0, at: 100, took: 1, heard: 110)
    part.begin(1, at: 200, took: 1, heard: 210)
    let given = part.split(where: { $0.key == "b" }, at: 300)
    #expect(part.readTime(of: first) == 100)
    #expect(given.readTime(of: Series(index: 0)) == 200)
    part.adopt(given)
    #expect(part.readTime(of: first) == 100)
    #expect(part.readTime(of: second) == 200)
    part.replace(with: table, groups.reversed(), at: 400)
    #expect(part.readTime(of: first) == 100)
    #expect(part.readTime(of: second) == 200)
  }
}
