internal import LinuxFiles
internal import Probes

/// The ledger of a command that no agent counts: the agent's own, for as long as the command lasts, in an epoch
/// of its own. It takes the model of this node from a state directory, and writes none.
///
/// It reads the meters that answer at once. Sensor chips and what else may hang are left to the agent, whose
/// workers would be among the command's processes here. Other jobs are not told apart from the system: the
/// command's part by CPU time is the same.
public final class LocalLedger {
  /// Nanoseconds between rounds.
  public let interval: UInt64
  /// Why the node's configuration is left out, and defaults hold instead; nil where it is used or there is none.
  public let configurationFailure: String?
  private let sampler: Sampler
  private var id: String?

  /// Takes a first round; a calibration is looked for in the state directory that `options` name.
  ///
  /// - Parameter options: where they name a configuration it is used or an error; the node's own is nothing that who
  ///   runs a command could mend.
  public init(_ options: AgentOptions) throws {
    let (configuration, failure) = try Self.configuration(options)
    configurationFailure = failure
    let clock = NodeClock()
    interval = configuration.interval
    let log = Log(upTo: .error, isJournal: false)
    sampler = Sampler(
      below: try Root(proc: options.procfs, sys: options.sysfs), clock: clock,
      probes: ProbeRegistry.meterSources.map { ProbeSection($0) }, supervisors: [],
      agent: try AgentSection(clock: clock),
      bench: BenchSection(in: nil, clock: clock, log: log),
      calibration: options.stateDirectory.map { CalibrationFile(in: $0, clock: clock, log: log) },
      followsJobs: false, interval: configuration.interval)
    sampler.apply(configuration)
    sampler.round()
  }

  private static func configuration(
    _ options: AgentOptions
  ) throws -> (Configuration, failure: String?) {
    do throws(ConfigurationError) {
      return (try Configuration(path: options.config), nil)
    } catch {
      guard options.config == nil else { throw error }
      return (Configuration(), "\(error)")
    }
  }

  /// The command begins.
  public func begin(_ request: CommandRequest) throws(CommandRefusal) {
    switch sampler.answer(.begin(request, .own)) {
    case .begun(let id): self.id = id
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
    switch sampler.answer(.end(id ?? "", .own)) {
    case .ended(let report): return report
    case .refused(let refusal): throw refusal
    default: throw .conflict("there is no ledger")
    }
  }
}
