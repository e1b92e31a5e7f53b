import BenchKit
import LinuxFiles
import NodeModel

/// One run of suites on this machine: what to measure, with what, and how far it is.
final class BenchRun {
  /// Cases and suites without a result, and why; filled by `measure`.
  private(set) var omissions: [BenchOmission] = []

  private let machine: Machine
  private let plan: Plan
  private let cases: [any Case]
  private let runner: Runner
  private var conditions = BenchConditions()
  private let interruption: Interruption
  private let progress: BenchProgress

  /// Beyond this, `--quick` would be felt by whatever else the node does.
  private static let quickMemory = 256 << 20

  /// Throws where nothing of what was asked for can run here.
  init(
    suites: [any Suite.Type], extent: Plan.Extent, times: Int, cpus: [Int]?, isComparing: Bool,
    below root: borrowing Root
  ) throws {
    var machine = Machine(below: root)
    if let cpus {
      machine = Machine(
        cpus: cpus, caches: machine.caches, instructionSet: machine.instructionSet,
        availableBytes: machine.availableBytes)
    }
    self.machine = machine
    // A fifth stays for others, so that measuring memory does not drive the node into swap.
    let room = machine.availableBytes / 5 * 4
    plan = Plan(extent: extent, memoryLimit: extent == .quick ? min(Self.quickMemory, room) : room)
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
    guard !cases.isEmpty else {
      throw BenchError.impossible(omissions.first?.reason ?? "there is nothing to measure")
    }
    self.cases = cases
    self.omissions = omissions
    var instruments = Instruments()
    instruments.load = try? KernelLoad(below: root)
    instruments.canary = try? KernelCanary(on: machine)
    let interruption = Interruption()
    let signals = InterruptSignal()
    let progress = BenchProgress()
    self.interruption = interruption
    self.progress = progress
    conditions.cpus = machine.cpus
    conditions.extent = extent.rawValue
    runner = Runner(
      on: try ThreadTeam(on: machine.cpus), schedule: Schedule(for: extent, cases: cases.count),
      memoryLimit: plan.memoryLimit, instruments: instruments, seed: 1,
      interruption: interruption
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
    conditions.load = outcome.load
    conditions.isInterrupted = outcome.isInterrupted
    return BenchDocument(conditions: conditions, results: outcome.results)
  }
}
