import Foundation
import Glibc
import TestSupport
import Testing

private typealias Tree = SensorTree

/// What the page owes: a broken reading leaves within 10 s, a mended one is back within 10 s, one that
/// hung within 30 s.
private let toLeave = 10.0
private let toReturn = 10.0
private let toReturnFromHang = 30.0

/// Real faults of one chip, while libsensors reads a small machine's tree and the page is scraped.
@Suite("one bad sensor costs only its own readings", .enabled(if: MountNamespace.isAvailable))
struct SensorFaultTests {
  private static let others = [Tree.processor, Tree.drive, Tree.meter, Tree.twin]

  @Test("a chip whose read hangs leaves the page as hung, and is back when it answers")
  func hang() async throws {
    try await onOwnThread {
      let stage = try FaultStage(.libsensors, healthy: Self.others)
      let watch = stage.watch
      try stage.laySilentPipe(over: Tree.board)
      let left = try watch.wait("the hung chip leaves", atMost: toLeave) {
        SensorWatch.value($0, Tree.board) == nil && SensorWatch.tells($0, "hung")
      }
      // While the chip is tried alone it is still missing, and still said to hang.
      let told = try watch.count(for: 12) {
        SensorWatch.value($0, Tree.board) == nil && SensorWatch.tells($0, "hung")
      }
      #expect(told.0 == told.of)
      try stage.takePipeAway(from: Tree.board)
      let back = try watch.wait("the hung chip is back", atMost: toReturnFromHang) {
        SensorWatch.value($0, Tree.board) == 30 && !SensorWatch.tells($0, "hung")
      }
      stage.report("hang", "left after \(left.brief) s, back after \(back.brief) s")
      stage.expectOthersUnharmed()
    }
  }

  @Test("a twin that libsensors would mix up may hang as well")
  func hangOfOwnReader() async throws {
    try await onOwnThread {
      let stage = try FaultStage(.libsensors, healthy: [Tree.processor, Tree.board, Tree.meter])
      try stage.laySilentPipe(over: Tree.twin)
      let left = try stage.watch.wait("the hung twin leaves", atMost: toLeave) {
        SensorWatch.value($0, Tree.twin) == nil && SensorWatch.tells($0, "hung")
      }
      try stage.takePipeAway(from: Tree.twin)
      let back = try stage.watch.wait("the hung twin is back", atMost: toReturnFromHang) {
        SensorWatch.value($0, Tree.twin) == 30
      }
      stage.report("hang of a twin", "left after \(left.brief) s, back after \(back.brief) s")
      stage.expectOthersUnharmed()
    }
  }

  @Test("a chip that needs two seconds for an answer keeps its values and delays no other chip")
  func slow() async throws {
    try await onOwnThread {
      let stage = try FaultStage(.libsensors, healthy: Self.others)
      let watch = stage.watch
      let writer = try stage.laySlowPipe(over: Tree.board, seconds: 2, answer: "45000")
      defer { writer.terminate() }
      let first = try watch.wait("the slow chip's value", atMost: toLeave) {
        SensorWatch.value($0, Tree.board) == 45
      }
      let shown = try watch.count(for: 12) { SensorWatch.value($0, Tree.board) == 45 }
      #expect(shown.0 == shown.of)
      // By now the chip is read alone: what the others said is as fresh as before.
      let before = watch.oldest
      var latest: [Double] = []
      for _ in 0..<5 { latest.append(try watch.follow("a fresh value", atMost: toReturn)) }
      stage.report(
        "slow",
        "answered after \(first.brief) s; others at first \(before.brief) s late, then "
          + "\((latest.max() ?? 0).brief) s")
      stage.expectOthersUnharmed()
    }
  }

  @Test("text that is no number costs one sensor, and its neighbour on the chip nothing")
  func garbage() async throws {
    try await onOwnThread {
      let stage = try FaultStage(
        .libsensors, healthy: [Tree.board, Tree.drive, Tree.meter, Tree.twin])
      try stage.checkGarbage()
      stage.expectOthersUnharmed()
    }
  }

  @Test("a file that was closed to the agent's user is denied, and read again when it is open")
  func denied() async throws {
    try await onOwnThread {
      let stage = try FaultStage(.libsensors, healthy: Self.others, isPlainUser: true)
      try stage.checkDenied()
      stage.expectOthersUnharmed()
    }
  }

  @Test("a chip that goes and comes twenty times shows each time, and leaves nothing behind")
  func vanish() async throws {
    try await onOwnThread {
      let stage = try FaultStage(.libsensors, healthy: Self.others, interval: "250ms")
      try stage.checkVanishing()
      stage.expectOthersUnharmed()
    }
  }

  @Test("a worker that is killed a hundred times costs a round each time at most")
  func killed() async throws {
    try await onOwnThread {
      let stage = try FaultStage(
        .libsensors, healthy: Self.others, interval: "500ms", period: .infinity)
      var before = stage.footprint
      var middle = before
      var waits: [Double] = []
      for turn in 0..<100 {
        if turn == 10 { before = stage.footprint }
        if turn == 55 { middle = stage.footprint }
        let worker = try #require(stage.agent.workers.first)
        kill(worker, SIGKILL)
        waits.append(try stage.watch.follow("values after a kill", atMost: toReturn))
      }
      // A worker reads a quarter of an interval before the agent publishes: without a kill a value needs
      // one and a quarter at most.
      let lost = waits.map { max(0, Int((($0 - 0.625) / 0.5).rounded(.up))) }
      stage.report(
        "100 kills",
        "a new value after \(waits.median.brief) s (median), \((waits.max() ?? 0).brief) s (most); "
          + "\(lost.reduce(0, +)) rounds without one, most after a kill \(lost.max() ?? 0); "
          + "\(before) -> \(middle) -> \(stage.footprint)")
      #expect(lost.reduce(0, +) <= 100)
      #expect(stage.watch.gaps == 0)
      #expect(stage.watch.falls == 0)
      #expect(SensorWatch.refused(try stage.watch.look(), "implausible") > 0)
      try stage.expectNothingLeft(since: before, middle)
    }
  }

  @Test("a worker that stands still is replaced")
  func stopped() async throws {
    try await onOwnThread {
      let stage = try FaultStage(.libsensors, healthy: Self.others + [Tree.board])
      let worker = try #require(stage.agent.workers.first)
      kill(worker, SIGSTOP)
      let replaced = try stage.watch.wait("another worker", atMost: toLeave) { _ in
        !stage.agent.workers.isEmpty && !stage.agent.workers.contains(worker)
      }
      let fresh = try stage.watch.follow("fresh values", atMost: toReturn)
      stage.report(
        "stopped worker", "replaced after \(replaced.brief) s, fresh \(fresh.brief) s later")
      #expect(!ProcessTable.isAlive(worker))
      stage.expectOthersUnharmed()
    }
  }

  @Test("no worker outlives an agent that was killed, not even one that hangs")
  func orphans() async throws {
    try await onOwnThread {
      let stage = try FaultStage(.libsensors, healthy: Self.others)
      try stage.laySilentPipe(over: Tree.board)
      _ = try stage.watch.wait("a worker that hangs alone", atMost: toReturnFromHang) { _ in
        stage.agent.workers.count == 2
      }
      let workers = stage.agent.workers
      stage.agent.killAtOnce()
      let start = SensorWatch.now()
      while workers.contains(where: ProcessTable.isAlive), SensorWatch.now() < start + toLeave {
        usleep(1000)
      }
      let ended = SensorWatch.now() - start
      stage.report("killed agent", "its \(workers.count) workers ended \(ended.brief) s later")
      #expect(!workers.contains(where: ProcessTable.isAlive))
    }
  }
}

/// The same below `--sysfs`, through our own reader.
@Suite("one bad sensor costs only its own readings below --sysfs")
struct OwnReaderFaultTests {
  @Test("text that is no number costs one sensor, and its neighbour on the chip nothing")
  func garbage() async throws {
    try await onOwnThread {
      let stage = try FaultStage(.own, healthy: [Tree.board, Tree.drive, Tree.meter, Tree.twin])
      try stage.checkGarbage()
      stage.expectOthersUnharmed()
    }
  }

  @Test(
    "a file that was closed to the agent's user is denied, and read again when it is open",
    .enabled(if: geteuid() == 0))
  func denied() async throws {
    try await onOwnThread {
      let others = [Tree.processor, Tree.drive, Tree.meter, Tree.twin]
      let stage = try FaultStage(.own, healthy: others, isPlainUser: true)
      try stage.checkDenied()
      stage.expectOthersUnharmed()
    }
  }

  @Test("a chip that goes and comes twenty times shows each time, and leaves nothing behind")
  func vanish() async throws {
    try await onOwnThread {
      let others = [Tree.processor, Tree.drive, Tree.meter, Tree.twin]
      let stage = try FaultStage(.own, healthy: others, interval: "250ms")
      try stage.checkVanishing()
      stage.expectOthersUnharmed()
    }
  }
}
