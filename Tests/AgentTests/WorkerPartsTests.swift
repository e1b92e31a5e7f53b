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
}
