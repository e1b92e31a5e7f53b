internal import LinuxFiles

/// The ledger of a command where no agent runs: the agent's own, for as long as the command lasts, in an epoch
/// of its own and without a state directory.
///
/// It reads the meters that answer at once. Sensor chips and what else may hang are left to the agent, whose
/// workers would be among the command's processes here.
public final class LocalLedger {
  /// Nanoseconds between rounds.
  public let interval: UInt64
  private let sampler: Sampler
  private var id: String?

  /// Takes a first round.
  ///
  /// - Parameter followsJobs: whether the node's other jobs are told apart from the system; not where the
  ///   command is inside one of them.
  public init(_ options: AgentOptions, followsJobs: Bool) throws {
    let configuration = try Configuration(path: options.config)
    let clock = NodeClock()
    interval = configuration.interval
    sampler = Sampler(
      below: try Root(proc: options.procfs, sys: options.sysfs), clock: clock,
      probes: ProbeSection.all, supervisors: [], agent: try AgentSection(clock: clock),
      bench: BenchSection(in: nil, clock: clock, log: Log(upTo: .error, isJournal: false)),
      followsJobs: followsJobs, interval: configuration.interval)
    sampler.apply(configuration)
    sampler.round()
  }

  /// The command begins; its `job_id`.
  public func begin(_ request: CommandRequest) throws(CommandRefusal) -> String {
    switch sampler.answer(.begin(request, .own)) {
    case .begun(let id):
      self.id = id
      return id
    case .refused(let refusal): throw refusal
    default: throw .conflict("there is no ledger")
    }
  }

  /// Reads and books; each `interval`.
  public func round() {
    sampler.round()
  }

  /// The command has ended.
  public func end() throws(CommandRefusal) -> CommandReport {
    guard let id else { throw .conflict("no command has begun") }
    switch sampler.answer(.end(id, .own)) {
    case .ended(let report): return report
    case .refused(let refusal): throw refusal
    default: throw .conflict("there is no ledger")
    }
  }
}
