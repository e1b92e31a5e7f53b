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

  /// Whether somebody wanted to stop.
  var isInterrupted: Bool { interruption.isRequested }

  /// When the program began with it: a time box counts from here, since on a busy machine finding the caches alone
  /// may take a second.
  private let start = MonotonicClock().nanoseconds()
  private let root: Root
  private let cases: [any Case]
  private let schedule: Schedule
  private let plan: Plan
  private let team: ThreadTeam
  private let instruments: Instruments
  private let interruption = Interruption()
  private let signals: InterruptSignal
  private let progress = BenchProgress()
  private var conditions: BenchConditions

  /// With the program itself 256 MiB: more would be felt by whatever else the node does.
  private static let quickMemory = 224 << 20

  /// Throws where nothing of what was asked for can run here.
  init(_ wish: BenchWish) throws {
    // Before any thread is started, also those of vendors' libraries: the signals would end the program there.
    signals = InterruptSignal()
    let extent = wish.extent
    isWhole = wish.choice.isEveryCase
    root = try Root()
    var machine = Machine(below: root)
    if let cpus = wish.cpus {
      machine = try machine.restricted(to: cpus, below: root)
      Self.tellQuota(of: machine)
    }
    // A fifth stays for others, so that measuring memory does not drive the node into swap.
    let room = machine.availableBytes / 5 * 4
    // Quick's sets are parts of its limit, and have to be the same when a little more or less is free.
    let quick = room < Self.quickMemory ? room.roundedDownToPowerOfTwo : Self.quickMemory
    let plan = Plan(
      extent: extent, memoryLimit: extent == .quick ? quick : room, choice: wish.choice)
    var (cases, omissions) = try Self.cases(of: wish.suites, on: machine, plan: plan)
    if wish.isComparing { cases = try GemmSuite.compared(cases, on: machine) }
    let chosen = cases.filter { plan.choice.includes($0.subject) }
    guard !chosen.isEmpty else {
      throw BenchError.impossible("--only: " + plan.choice.complaint(among: cases.map(\.subject)))
    }
    (self.plan, self.cases, self.omissions) = (plan, chosen, omissions)
    conditions = BenchConditions(
      below: root, machine: machine, version: Version.current, extent: extent,
      time: Self.wallTime)
    schedule =
      (wish.seconds.map { Schedule(seconds: $0) } ?? Schedule(for: extent, cases: chosen.count))
      .repeated(wish.times)
    expectedSeconds = schedule.expectedSeconds(of: chosen)
    team = try ThreadTeam(on: machine.cpus)
    instruments = Self.instruments(for: machine, below: root)
  }

  /// Measures; takes its time.
  func measure() -> BenchDocument {
    let outcome = outcome(of: cases, since: start)
    omissions += outcome.omissions
    conditions.finish(outcome, below: root, time: Self.wallTime)
    var document = BenchDocument(
      conditions: conditions, results: outcome.results, omissions: omissions)
    // A curve with gaps would give its levels wrong names.
    if isWhole, !outcome.isInterrupted {
      document.levels = BenchMemoryLevel.found(in: outcome.results, beside: conditions.caches)
    }
    return document
  }

  /// Measures some of the cases once more, by the same schedule: what had its place among all of them has it
  /// among some.
  func measureAgain(_ subjects: [BenchSubject]) -> Outcome {
    outcome(of: cases.filter { subjects.contains($0.subject) })
  }

  private func outcome(of cases: [any Case], since start: UInt64? = nil) -> Outcome {
    let runner = Runner(
      on: team, schedule: schedule, memoryLimit: plan.memoryLimit, arena: plan.arena,
      instruments: instruments, seed: 1, interruption: interruption,
      isAskedToStop: { [signals] in signals.wasRaised }
    ) { [progress] state in progress.show(state) }
    let outcome = runner.run(cases, since: start)
    progress.end()
    return outcome
  }

  /// Threads beyond a quota would be stopped in turn; who names CPUs should know that some are not used.
  private static func tellQuota(of machine: Machine) {
    guard let quota = machine.limits.cpus, machine.cpus.count < machine.allowedCPUs.count else {
      return
    }
    StandardStream.error.write(
      "probe: of the \(machine.allowedCPUs.count) CPUs named \(machine.cpus.count) are used: the control "
        + "group's quota is \(Quantity.fixed(quota, 2)) CPUs\n")
  }

  /// A suite that cannot run costs only itself, unless it was the only one.
  private static func cases(
    of suites: [any Suite.Type], on machine: Machine, plan: Plan
  ) throws -> ([any Case], [BenchOmission]) {
    var cases: [any Case] = []
    var omissions: [BenchOmission] = []
    for suite in suites {
      do throws(BenchError) {
        let selection = try suite.selection(on: machine, plan: plan)
        cases += selection.cases
        omissions += selection.omissions.filter { plan.choice.includes($0.subject) }
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
    instruments.stops = KernelStops(below: root)
    instruments.energy = MeteredEnergy(below: root)
    return instruments
  }

  private static var wallTime: UInt64 { clinux_realtime_nanoseconds() }
}
