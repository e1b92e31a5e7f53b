import LinuxFiles
import Foundation
import NodeModel
import Probes
import Testing

@testable import Agent

/// The supervisor over real processes.
@Suite("a worker's supervisor")
struct WorkerSupervisorTests {
  @Test("values stand on the page while a killed worker is replaced")
  func killed() throws {
    let stage = try WorkerStage("cat $here/talk; exec sleep 100")
    try stage.write(WorkerTalk.once(["a", "b"], at: stage.now), to: "talk")
    #expect(stage.settle { $0.shown.count == 2 })
    let worker = try #require(stage.supervisor.lanes.first?.process?.identifier)
    try stage.pass(1)
    kill(worker, SIGKILL)
    #expect(stage.settle { $0.starts.count == 2 })
    #expect(stage.shown == ["a temp1": 20, "b temp1": 20])
  }

  @Test("a worker that is killed before it has said a word is back a round later")
  func killedEarly() throws {
    let stage = try WorkerStage("[ -e $here/ready ] && cat $here/talk; exec sleep 100")
    try stage.write(WorkerTalk.once(["a"], at: stage.now), to: "talk")
    for turn in 1...2 {
      #expect(stage.settle { $0.starts.count == turn })
      let worker = try #require(stage.supervisor.lanes.first?.process?.identifier)
      kill(worker, SIGKILL)
      #expect(stage.settle { $0.supervisor.lanes.first?.isRunning == false })
      try stage.mark("ready")
      try stage.pass(1)
    }
    #expect(stage.settle { $0.shown.count == 1 })
  }

  @Test("a worker that breaks the protocol is ended, started again, and costs no other worker")
  func malformed() throws {
    let stage = try WorkerStage("cat $here/talk; exec sleep 100")
    let other = try WorkerStage("cat $here/talk; exec sleep 100")
    try other.write(WorkerTalk.once(["c"], at: other.now), to: "talk")
    var talk = WorkerTalk.once(["a", "b"], at: stage.now)
    talk.round(at: 0, next: 77)
    try stage.write(talk, to: "talk")
    #expect(other.settle { $0.shown.count == 1 })
    #expect(stage.settle { $0.supervisor.lanes.first?.isRunning == false })
    #expect(stage.shown == ["a temp1": 20, "b temp1": 20])
    try stage.write(WorkerTalk.once(["a", "b"], at: stage.now, value: 21), to: "talk")
    try stage.pass(1)
    #expect(stage.settle { $0.shown == ["a temp1": 21, "b temp1": 21] })
    #expect(stage.starts.count == 2)
    #expect(other.starts.count == 1)
    #expect(other.shown == ["c temp1": 20])
  }

  @Test("a worker that said when it speaks next may be silent until then")
  func silence() throws {
    let stage = try WorkerStage("cat $here/talk; exec sleep 100")
    try stage.write(
      WorkerTalk.once(["a"], at: stage.now, wake: stage.now + 30 * WorkerStage.second), to: "talk")
    #expect(stage.settle { $0.shown.count == 1 })
    try stage.pass(32)
    #expect(stage.starts.count == 1)
    #expect(stage.shown.count == 1)
    try stage.pass(2)
    #expect(stage.settle { $0.starts.count == 2 })
  }

  @Test("no value stays when no worker comes up any more")
  func expired() throws {
    let stage = try WorkerStage(
      "[ -e $here/broken ] && exit 1; cat $here/talk; exec sleep 100")
    try stage.write(WorkerTalk.once(["a"], at: stage.now), to: "talk")
    #expect(stage.settle { $0.shown.count == 1 })
    try stage.mark("broken")
    let worker = try #require(stage.supervisor.lanes.first?.process?.identifier)
    kill(worker, SIGKILL)
    try stage.pass(1)
    #expect(stage.settle { $0.shown.isEmpty })
    #expect(stage.tells(.crashed))
  }

  @Test("a worker that finds nothing leaves nothing on the page, and is asked when devices come")
  func nothing() throws {
    let stage = try WorkerStage(
      "[ -e $here/empty ] && exit 0; cat $here/talk; exec sleep 100")
    try stage.write(WorkerTalk.once(["a"], at: stage.now), to: "talk")
    #expect(stage.settle { $0.shown.count == 1 })
    try stage.mark("empty")
    let worker = try #require(stage.supervisor.lanes.first?.process?.identifier)
    kill(worker, SIGKILL)
    try stage.pass(1)
    #expect(stage.settle { $0.shown.isEmpty && $0.tells(.absent) })
    let starts = stage.starts.count
    try stage.pass(60)
    #expect(stage.starts.count == starts)
    try stage.setDevice("hwmon1", isThere: true)
    try stage.pass(2)
    #expect(stage.settle { $0.starts.count == starts + 1 })
  }

  @Test("one scan stays on the page after its worker ended, and is made anew when devices change")
  func scan() throws {
    let stage = try WorkerStage("cat $here/talk", isOneScan: true)
    try stage.write(WorkerTalk.once(["a"], at: stage.now), to: "talk")
    #expect(stage.settle { $0.supervisor.lanes.first?.isRunning == false && $0.shown.count == 1 })
    try stage.pass(3600)
    #expect(stage.shown == ["a temp1": 20])
    #expect(stage.starts.count == 1)
    try stage.write(WorkerTalk.once(["a", "b"], at: stage.now), to: "talk")
    try stage.setDevice("hwmon1", isThere: true)
    try stage.pass(2)
    #expect(stage.settle { $0.shown.count == 2 })
  }

  @Test("started anew it reads its library's configuration again, and costs no value")
  func startAnew() throws {
    let stage = try WorkerStage("cat $here/talk; exec sleep 100")
    try stage.write(WorkerTalk.once(["a"], at: stage.now), to: "talk")
    #expect(stage.settle { $0.shown.count == 1 })
    stage.supervisor.startAnew()
    #expect(stage.shown.count == 1)
    #expect(stage.settle { $0.starts.count == 2 })
  }

  @Test("a changed interval or cadence reaches the worker, and costs no value")
  func interval() throws {
    let stage = try WorkerStage("cat $here/talk; exec sleep 100")
    try stage.write(WorkerTalk.once(["a"], at: stage.now), to: "talk")
    stage.supervisor.configure([:], interval: WorkerStage.second)
    #expect(stage.settle { $0.shown.count == 1 })
    #expect(stage.starts == ["worker test --interval=1s"])
    stage.supervisor.configure([:], interval: 5 * WorkerStage.second)
    #expect(stage.shown.count == 1)
    #expect(stage.settle { $0.starts.last == "worker test --interval=5s" })
    var setting = Configuration.ProbeSetting()
    setting.cadence = .seconds(10)
    stage.supervisor.configure(["test": setting], interval: 5 * WorkerStage.second)
    stage.supervisor.configure(["test": setting], interval: 5 * WorkerStage.second)
    #expect(stage.settle { $0.starts.last == "worker test --interval=5s --cadence=test:10" })
    #expect(stage.starts.count == 3)
    #expect(stage.shown.count == 1)
    setting.isEnabled = false
    stage.supervisor.configure(["test": setting], interval: 5 * WorkerStage.second)
    #expect(stage.shown.isEmpty)
    #expect(stage.tells(.disabled))
  }
}
