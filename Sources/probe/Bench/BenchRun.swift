import Agent
import BenchKit
import CLinux
import LinuxFiles
import NodeModel

/// One run of suites on this machine: what is measured, and with what.
final class BenchRun {
  /// Suites and cases without a result, and why; complete after `measure`.
  private(set) var omissions: [BenchOmission] = []

  /// What is going to be measured.
  var subjects: [BenchSubject] { cases.map(\.subject) }
  /// How long that takes, about.
  let expectedSeconds: Double

  /// Whether each suite is measured with all its cases.
  let isWhole: Bool

  private let root: Root
  private let cases: [any Case]
  private let runner: Runner
  private let progress: BenchProgress
  private var conditions: BenchConditions

  /// With the program itself 256 MiB: more would be felt by whatever else the node does.
  private static let quickMemory = 224 << 20

  /// Throws where nothing of what was asked for can run here.
  init(_ wish: BenchWish) throws {
    let extent = wish.extent
    isWhole = wish.choice.isEveryCase
    root = try Root()
    var machine = Machine(below: root)
    if let cpus = wish.cpus { machine = try machine.restricted(to: cpus) }
    // A fifth stays for others, so that measuring memory does not drive the node into swap.
    let room = machine.availableBytes / 5 * 4
    let plan = Plan(
      extent: extent, memoryLimit: extent == .quick ? min(Self.quickMemory, room) : room,
      choice: wish.choice)
    var (cases, omissions) = try Self.cases(of: wish.suites, on: machine, plan: plan)
    if wish.isComparing { cases = try GemmSuite.compared(cases, on: machine) }
    let chosen = cases.filter { plan.choice.includes($0.subject) }
    guard !chosen.isEmpty else {
      throw BenchError.impossible("--only: " + plan.choice.complaint(among: cases.map(\.subject)))
    }
    (self.cases, self.omissions) = (chosen, omissions)
    conditions = BenchConditions(
      below: root, machine: machine, version: Version.current, extent: extent,
      time: Self.wallTime)
    let interruption = Interruption()
    let signals = InterruptSignal()
    let progress = BenchProgress()
    self.progress = progress
    let schedule =
      (wish.seconds.map { Schedule(seconds: $0) } ?? Schedule(for: extent, cases: chosen.count))
      .repeated(wish.times)
    expectedSeconds = schedule.expectedSeconds(cases: chosen.count)
    runner = Runner(
      on: try ThreadTeam(on: machine.cpus),
      schedule: schedule, memoryLimit: plan.memoryLimit,
      instruments: Self.instruments(for: machine, below: root),
      seed: 1, interruption: interruption
    ) { state in
      if signals.wasRaised { interruption.request() }
      progress.show(state)
    }
  }

  /// Measures; takes its time.
  func measure() -> BenchDocument {
    let outcome = runner.run(cases)
    progress.end()
    omissions += outcome.omissions
    conditions.finish(outcome, below: root, time: Self.wallTime)
    var document = BenchDocument(conditions: conditions, results: outcome.results)
    // A curve with gaps would give its levels wrong names.
    if isWhole, !outcome.isInterrupted {
      document.levels = BenchMemoryLevel.found(in: outcome.results, beside: conditions.caches)
    }
    return document
  }

  /// A suite that cannot run costs only itself, unless it was the only one.
  private static func cases(
    of suites: [any Suite.Type], on machine: Machine, plan: Plan
  ) throws -> ([any Case], [BenchOmission]) {
    var cases: [any Case] = []
    var omissions: [BenchOmission] = []
    for suite in suites {
      do throws(BenchError) {
        cases += try suite.cases(on: machine, plan: plan)
      } catch {
        guard suites.count > 1 else { throw error }
        let subject = BenchSubject(suite: suite.name, name: "all", parameters: [], unit: .seconds)
        omissions.append(BenchOmission(subject: subject, reason: error.description))
      }
    }
    guard cases.isEmpty else { return (cases, omissions) }
    throw BenchError.impossible(omissions.first?.reason ?? "there is nothing to measure")
  }

  private static func instruments(for machine: Machine, below root: borrowing Root) -> Instruments {
    var instruments = Instruments()
    instruments.load = try? KernelLoad(below: root)
    instruments.canary = try? KernelCanary(on: machine)
    instruments.throttles = KernelThrottles(below: root)
    instruments.energy = MeteredEnergy(below: root)
    return instruments
  }

  private static var wallTime: UInt64 { clinux_realtime_nanoseconds() }
}
