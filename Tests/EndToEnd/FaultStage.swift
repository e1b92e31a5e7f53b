import Foundation
import Glibc
import TestSupport
import Testing

/// A tree, an agent over it and a watch, with the faults that both readers are put through.
final class FaultStage {
  let tree: SensorTree
  let agent: StagedAgent
  let watch: SensorWatch

  private let view: StagedAgent.View
  private let pipes: TemporaryDirectory

  /// Starts an agent and waits until all chips are on its page.
  init(
    _ view: StagedAgent.View, healthy: [SensorTree.Chip], interval: String = "1s",
    isPlainUser: Bool = false, period: Double = 1
  ) throws {
    self.view = view
    tree = try SensorTree()
    agent = try StagedAgent(view, over: tree, interval: interval, isPlainUser: isPlainUser)
    watch = SensorWatch(agent, over: tree, healthy: healthy, period: period)
    pipes = try TemporaryDirectory()
    let agent = self.agent
    for _ in 0..<100 {
      let page = try? agent.page()
      if let page, SensorTree.chips.allSatisfy({ SensorWatch.value(page, $0) != nil }) { return }
      usleep(100_000)
    }
    throw StagedAgent.Failure(log: "not all chips are on the page")
  }

  /// Descriptors and kilobytes of the agent with its workers.
  struct Footprint: CustomStringConvertible {
    let descriptors: [String]
    let proportional: Int
    /// Memory that is not shared, of each process; the agent's first.
    let anonymous: [(process: String, kilobytes: Int)]

    /// What must not grow. A group that is read alone, since rounds took too long where the machine is loaded, has a
    /// process for as long as that lasts, which is none of what a fault leaves behind.
    var lasting: Int {
      anonymous.filter { !$0.process.contains("--only=") }.map(\.kilobytes).reduce(0, +)
    }

    var description: String {
      let parts = anonymous.map { "\($0.process) \($0.kilobytes)" }.joined(separator: ", ")
      return "\(descriptors.count) fd, \(proportional) kB PSS, \(lasting) kB anonymous (\(parts))"
    }
  }

  /// What the agent holds now.
  var footprint: Footprint {
    let all = [agent.identifier] + agent.workers
    return Footprint(
      descriptors: ProcessTable.descriptors(of: agent.identifier),
      proportional: all.map { ProcessTable.memory("Pss", of: $0) }.reduce(0, +),
      anonymous: all.map { process in
        let only = ProcessTable.arguments(of: process).first { $0.hasPrefix("--only=") }
        let name = process == agent.identifier ? "agent" : only ?? "worker"
        return (name, ProcessTable.memory("Anonymous", of: process))
      })
  }

  /// Prints a case's figures.
  func report(_ fault: String, _ figures: String) {
    print("\(fault) (\(view)): \(figures); others: \(watch.account)")
  }

  /// The other chips had a fresh value on every page.
  func expectOthersUnharmed() {
    #expect(watch.scrapes > 0)
    #expect(watch.gaps == 0)
    #expect(watch.falls == 0)
    #expect(watch.oldest < 10)
  }

  /// As many descriptors as before, and no more memory; a worker that is just being replaced may hold some for a moment.
  ///
  /// What a fault leaves behind is more after each of them. What the agent takes at some moment for another reason, as
  /// for jobs that other tests begin beside it, may fall into one half of the turns, but hardly into both.
  ///
  /// - Parameters:
  ///   - before: what it held once it had done all of this a few times. An agent that has just begun is still
  ///     growing: by half a megabyte in its first seconds, which are many where the machine is loaded.
  ///   - middle: what it held after half of the turns that followed.
  func expectNothingLeft(since before: Footprint, _ middle: Footprint) throws {
    let start = SensorWatch.now()
    func growth(_ now: Footprint) -> Int {
      min(middle.lasting - before.lasting, now.lasting - middle.lasting)
    }
    var now = footprint
    while now.descriptors.count > before.descriptors.count || growth(now) >= 512,
      SensorWatch.now() < start + 5
    {
      usleep(50_000)
      now = footprint
    }
    #expect(
      now.descriptors.count <= before.descriptors.count,
      "\(now.descriptors.sorted()) and before \(before.descriptors.sorted())")
    // Memory that is not shared: the shared part depends on how many agents run beside this one.
    #expect(growth(now) < 512, "\(before), then \(middle), then \(now)")
  }
}

// MARK: - Pipes in place of files

extension FaultStage {
  private func pipe(for chip: SensorTree.Chip) -> String {
    pipes.path + "/" + chip.device.split(separator: "/").joined(separator: "-")
  }

  private func input(of chip: SensorTree.Chip) -> String {
    tree.file(chip, chip.input, below: "/sys")
  }

  /// Nobody ever writes to it: whoever opens it to read waits for ever.
  func laySilentPipe(over chip: SensorTree.Chip) throws {
    guard mkfifo(pipe(for: chip), 0o644) == 0 else {
      throw StagedAgent.Failure(log: "mkfifo")
    }
    try agent.mount(pipe(for: chip), over: input(of: chip))
  }

  /// Each reader gets `answer` after some seconds.
  func laySlowPipe(
    over chip: SensorTree.Chip, seconds: Int, answer: String
  ) throws -> Process {
    let writer = Process()
    writer.executableURL = URL(fileURLWithPath: "/bin/sh")
    // The pipe is opened first, which waits for a reader.
    writer.arguments = [
      "-c", "trap '' PIPE; while :; do { sleep \(seconds); echo \(answer); } > \"$0\"; done",
      pipe(for: chip),
    ]
    writer.standardError = FileHandle.nullDevice
    try laySilentPipe(over: chip)
    try writer.run()
    return writer
  }

  /// The file is as before.
  func takePipeAway(from chip: SensorTree.Chip) throws {
    try agent.unmount(input(of: chip))
  }
}

// MARK: - Faults that both readers meet

extension FaultStage {
  /// Texts that are no measurement.
  private static let garbage = [
    "words": "abc\n", "noise": String(repeating: "\u{1}\u{7F}~x", count: 1024), "empty": "",
    "nan": "nan\n", "2^70": "1180591620717411303424\n", "open diode": "-128000\n",
  ]

  /// The processor's first temperature turns to garbage; its second stays.
  func checkGarbage() throws {
    let chip = SensorTree.processor
    var times: [String] = []
    for (name, text) in Self.garbage.sorted(by: { $0.key < $1.key }) {
      let refused = SensorWatch.refused(try watch.look(), "implausible")
      try tree.write(text, chip, "temp1_input")
      let left = try watch.wait("\(name) leaves", atMost: 10) { page in
        SensorWatch.value(page, chip) == nil
          && (SensorWatch.tells(page, "garbled")
            || SensorWatch.refused(page, "implausible") > refused)
      }
      #expect(SensorWatch.value(try watch.look(), chip, "temp2") == 39, "\(name)")
      try tree.write("30000\n", chip, "temp1_input")
      let back = try watch.wait("\(name) is mended", atMost: 10) {
        SensorWatch.value($0, chip) == 30 && !SensorWatch.tells($0, "garbled")
      }
      times.append("\(name) \(left.brief)/\(back.brief) s")
    }
    report("garbage", "left/back: " + times.joined(separator: ", "))
  }

  /// A file's mode changes while the agent runs, and again over a new worker.
  func checkDenied() throws {
    let file = tree.file(SensorTree.board, "temp1_input")
    chmod(file, 0)
    let isDenied = { (page: MetricsPage) in
      SensorWatch.value(page, SensorTree.board) == nil && SensorWatch.tells(page, "eacces")
    }
    let isBack = { (page: MetricsPage) in
      SensorWatch.value(page, SensorTree.board) == 30 && !SensorWatch.tells(page, "eacces")
    }
    let left = try watch.wait("the denied chip leaves", atMost: 10, until: isDenied)
    chmod(file, 0o444)
    let back = try watch.wait("the opened chip is back", atMost: 10, until: isBack)
    chmod(file, 0)
    try watch.wait("the denied chip leaves again", atMost: 10, until: isDenied)
    // A worker that starts now never saw the file open.
    for worker in agent.workers { kill(worker, SIGKILL) }
    _ = try watch.follow("values of a new worker", atMost: 10)
    try watch.wait("a new worker tells that the chip is denied", atMost: 10, until: isDenied)
    chmod(file, 0o444)
    let later = try watch.wait("the chip is back in a new worker", atMost: 10, until: isBack)
    report(
      "denied",
      "left after \(left.brief) s, back after \(back.brief) s, in a new worker \(later.brief) s")
  }

  /// The chip goes and comes under a new number, as the kernel does it.
  func checkVanishing() throws {
    let chip = SensorTree.board
    let device = "device=\"\(chip.device)\""
    var gone: [Double] = []
    var back: [Double] = []
    var number = 1
    var before = footprint
    var middle = before
    for turn in 0..<20 {
      // Caches are warm after the first few.
      if turn == 4 { before = footprint }
      if turn == 12 { middle = footprint }
      try tree.remove(chip, as: number)
      gone.append(
        try watch.wait("turn \(turn): gone", atMost: 10, pause: 0.05) { page in
          !page.samples.keys.contains { $0.contains(device) }
        })
      number = 10 + turn
      try tree.add(chip, as: number)
      back.append(
        try watch.wait("turn \(turn): back", atMost: 10, pause: 0.05) {
          SensorWatch.value($0, chip) == 30
        })
    }
    report(
      "20 times gone and back",
      "gone after \(gone.median.brief) s (most \((gone.max() ?? 0).brief)), back after "
        + "\(back.median.brief) s (most \((back.max() ?? 0).brief)); \(before) -> \(middle) -> \(footprint)"
    )
    try expectNothingLeft(since: before, middle)
  }
}

extension Double {
  /// Two digits.
  var brief: String { SensorWatch.text(self) }
}

extension [Double] {
  /// The middle one.
  var median: Double { isEmpty ? 0 : sorted()[count / 2] }
}
