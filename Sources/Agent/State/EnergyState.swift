public import EnergyLedger
internal import LinuxFiles
internal import NodeModel

/// Everything about energy that outlives the agent: the ledger's last round, closed rows, and jobs.
///
/// All of it is called on the sampler's thread. Nothing here throws: what cannot be kept stands in `status`,
/// and measuring goes on. See docs/state.md.
public final class EnergyState {
  /// How all of it stands.
  public internal(set) var status = StateStatus()

  let directory: String
  let bootID: String
  let limits: LedgerLimits
  let clock: NodeClock
  let log: Log
  let writer: StateWriter
  var retention: UInt64

  /// Nil where it could not be opened; looked for again once in a while.
  var file: CheckpointFile?
  var words: [UInt64] = []
  /// When the next round is written to be synced, in nanoseconds since boot.
  var nextSync: UInt64 = 0
  /// The realtime of the round that was written to be synced and is not yet; 0: none.
  var unsynced: UInt64 = 0
  /// The first round of this process is safe before anybody sees it.
  var isFirstRound = true
  /// Files of commands that are filed; they go when the first round is safe, which has left out their energy.
  var filedFiles: [String] = []
  /// What an epoch that broke off has left; until it is filed its checkpoint is not written over.
  var remains: Filing?

  /// Jobs that wait to be filed, and those that are being filed, by `job_id`.
  var waiting: [String: (record: JobRecord, number: UInt64)] = [:]
  var underway: [String: (record: JobRecord, number: UInt64)] = [:]
  /// The same of factors.
  var factors: [StoredFactors] = []
  var factorsUnderway: [StoredFactors] = []
  var divisions: [StoredDivision] = []
  var divisionsUnderway: [StoredDivision] = []
  var confirmations: [String: UInt64] = [:]
  var confirmationsUnderway: [String: UInt64] = [:]
  /// The epoch of which jobs are filed as running that have ended, and when that was seen; nil once it is filed.
  var unseen: (epoch: Epoch, time: UInt64)?
  var noted: UInt64 = 0
  /// The greatest of `note`'s numbers up to which all records are safe.
  public internal(set) var filedThrough: UInt64 = 0
  /// The last row that is being filed; 0: none.
  var rowsUnderway: UInt64 = 0
  /// The last row that the store was to take and has not; 0: none. Later ones are not given up.
  var rowsRefused: UInt64 = 0
  var isBusy = false
  /// Nothing is filed before, in nanoseconds since boot.
  var nextFiling: UInt64 = 0
  /// When what is too old is looked for next, and was last, in nanoseconds since boot; 0: not since the start.
  var nextExpiry: UInt64 = 0
  var lastExpiry: UInt64 = 0
  var archive: LedgerArchive?

  /// Opens or makes the files in a directory that this process has locked.
  ///
  /// - Parameter retention: How long rows and ended jobs are kept, in nanoseconds.
  public init(
    in directory: String, bootID: String, limits: LedgerLimits = LedgerLimits(),
    retention: UInt64, clock: NodeClock, log: Log
  ) {
    self.directory = directory
    self.bootID = bootID
    self.limits = limits
    self.retention = retention
    self.clock = clock
    self.log = log
    writer = StateWriter(in: directory, clock: clock, log: log)
    openFile()
  }

  /// Follows a changed configuration.
  public func follow(retention: UInt64) {
    self.retention = retention
    // At once, unless none was due yet since the start.
    if lastExpiry > 0 { nextExpiry = 1 }
  }

  /// The file of checkpoints is opened, or why it cannot be is noted.
  func openFile() {
    do throws(SystemError) {
      file = try CheckpointFile(in: directory, limits: limits, at: clock.wallTime(), log: log)
      note(keeping: nil)
    } catch {
      note(keeping: StateFailure(error), "\(error)")
    }
  }

  // MARK: Failures, each said once

  func note(keeping failure: StateFailure?, _ reason: String = "") {
    guard failure != status.keeping else { return }
    status.keeping = failure
    say("rounds are not kept", "rounds are kept again", failure, reason)
  }

  func note(syncing failure: StateFailure?, _ reason: String = "") {
    guard failure != status.syncing else { return }
    status.syncing = failure
    say("checkpoints do not reach the disk", "checkpoints reach the disk again", failure, reason)
  }

  func note(filing failure: StateFailure?) {
    guard failure != status.filing else { return }
    status.filing = failure
    let reason = failure?.line(about: directory + "/" + LedgerSchema.name) ?? ""
    say(
      "rows and jobs are not filed; measuring goes on", "rows and jobs are filed again", failure,
      reason)
  }

  private func say(_ trouble: String, _ mended: String, _ failure: StateFailure?, _ reason: String)
  {
    guard let failure else { return log.info(mended) }
    log.error(trouble, ["reason": reason.isEmpty ? failure.word : reason])
  }
}
