internal import EnergyLedger
internal import LinuxFiles
internal import NodeModel

/// How the energy book of this run begins: with a checkpoint, or with a new epoch.
struct EnergyStart {
  /// What the run before left; nil where there is nothing, or nothing that can be used.
  var checkpoint: Checkpoint?
  /// The kernel's boot_id.
  var bootID: String
  /// What a new epoch is made of.
  var random: (UInt64, UInt64)

  /// A new epoch out of the system's random numbers.
  static func new(below root: borrowing Root) -> EnergyStart {
    var random = SystemRandomNumberGenerator()
    return EnergyStart(
      checkpoint: nil, bootID: root.proc.text(of: "sys/kernel/random/boot_id") ?? "",
      random: (random.next(), random.next()))
  }

  /// The ledger, with the meters that there are.
  func ledger(
    _ topology: Topology, at time: RoundTime, _ settings: Configuration.Jobs
  ) -> Ledger {
    var policy = LedgerPolicy()
    policy.statics = StaticPolicy.allCases.first { $0.word == settings.staticPolicy } ?? .reserved
    let limits = LedgerLimits(jobs: settings.limit)
    if let checkpoint, Continuation.decide(checkpoint, bootID: bootID) == .goesOn {
      return Ledger(
        continuing: checkpoint, bootID: bootID, topology: topology, at: time, policy: policy,
        limits: limits)
    }
    return Ledger(
      epoch: Epoch(random: random), bootID: bootID, topology: topology, at: time,
      afterReboot: checkpoint != nil, policy: policy, limits: limits)
  }
}
