/// Something that may have changed a result and was not the case itself.
public struct BenchDisturbance: Sendable, Equatable {
  /// What it was.
  public enum Kind: String, Sendable, CaseIterable {
    /// The hypervisor ran somebody else on these CPUs.
    case steal
    /// Other programs of this machine ran on the CPUs that were measured.
    case cpuShare = "cpu_share"
    /// Other programs kept other CPUs of this machine busy.
    case otherLoad = "other_load"
    /// The control group's quota stopped the threads.
    case quota
    /// CPUs were slowed down because of heat or power.
    case throttle
    /// The clock was lower than at another time of the run.
    case frequency
    /// A small fixed piece of work went slower beside this case than elsewhere in the run: neighbours
    /// on the host, which show nowhere else. With an amount, that part of the blocks was left out for it.
    case canary
    /// The samples scatter more than a measurement should.
    case spread
    /// The samples did not become steady in the time that there was.
    case unsteady
    /// The run was stopped before all blocks were done.
    case interrupted
  }

  /// What it was.
  public let kind: Kind
  /// How much: a share or a ratio, 0 to 1 or above; nil where it has no measure.
  public let amount: Double?
  /// Whether what it touched was left out, so that the figures are those of the rest.
  public let isLeftOut: Bool
  /// The same for people: a few words.
  public let detail: String

  /// States a disturbance.
  public init(_ kind: Kind, amount: Double? = nil, isLeftOut: Bool = false, detail: String) {
    self.kind = kind
    self.amount = amount
    self.isLeftOut = isLeftOut
    self.detail = detail
  }
}
