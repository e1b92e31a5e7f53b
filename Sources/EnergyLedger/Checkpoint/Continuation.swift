/// Whether the counters of a node go on or begin anew.
public enum Continuation: Equatable, Sendable {
  /// The epoch of the checkpoint goes on: the machine has not restarted, or was stopped cleanly.
  case goesOn
  /// A new epoch begins. `afterReboot`: there was one before, and the machine has restarted since.
  case newEpoch(afterReboot: Bool)

  /// The decision: the newest checkpoint that could be read, and the kernel's boot_id now.
  public static func decide(_ checkpoint: Checkpoint?, bootID: String) -> Continuation {
    guard let checkpoint else { return .newEpoch(afterReboot: false) }
    if checkpoint.boot == Checksum.of(bootID) || checkpoint.isCleanStop { return .goesOn }
    return .newEpoch(afterReboot: true)
  }
}
