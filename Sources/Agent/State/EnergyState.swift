public import EnergyLedger
public import NodeModel

/// Everything about energy that outlives the agent: the ledger's last round, closed rows, and jobs.
///
/// All of it is called on the sampler's thread. Nothing here throws: what cannot be kept stands in `status`,
/// and measuring goes on. See docs/state.md.
public final class EnergyState {
  /// How all of it stands.
  public private(set) var status = StateStatus()

  /// Opens or makes the files in a directory that this process has locked.
  ///
  /// - Parameter retention: How long rows and ended jobs are kept, in nanoseconds.
  public init(
    in directory: String, bootID: String, limits: LedgerLimits = LedgerLimits(),
    retention: UInt64, clock: NodeClock, log: Log
  ) {
  }

  /// The ledger: the one that was kept, or a new epoch. Called once, before the first round.
  public func makeLedger(
    _ topology: Topology, at time: RoundTime, policy: LedgerPolicy = LedgerPolicy(),
    random: inout some RandomNumberGenerator
  ) -> Ledger {
    Ledger(
      epoch: Epoch(random: (random.next(), random.next())), bootID: "", topology: topology,
      at: time, policy: policy)
  }

  /// The words that were kept beside the ledger that goes on; empty where a new epoch has begun.
  public private(set) var annex: [UInt64] = []

  /// Keeps a round: after the ledger's `end`, before its snapshot is published. Allocates nothing.
  public func keep(_ ledger: borrowing Ledger, annex: [UInt64] = []) {
  }

  /// After the snapshot was published: hands closed rows over, acknowledges those that are safe.
  public func tend(_ ledger: inout Ledger) {
  }

  /// Files a job as it is now: when it begins, when it ends, and when its totals are final.
  ///
  /// - Returns: A number; the record is safe when `filedThrough` has reached it. Only then may the ledger
  ///   retire the job, and only if its totals are still those of the record.
  public func note(_ job: JobRecord) -> UInt64 {
    0
  }

  /// The greatest of `note`'s numbers up to which all records are safe.
  public var filedThrough: UInt64 { 0 }

  /// What is filed of a job in this epoch: for `begin(job:carrying:)`, and for a job that ended unseen.
  public func record(of job: String, in epoch: Epoch) -> JobRecord? {
    nil
  }

  /// Follows a changed configuration.
  public func follow(retention: UInt64) {
  }

  /// The last act: keeps the ledger with the mark of a clean stop, and files what waits.
  public func stop(_ ledger: inout Ledger) {
  }
}
