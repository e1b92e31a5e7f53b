internal import LinuxFiles
internal import NodeModel
internal import Probes

/// What a worker is for, and what the agent knows of it beforehand.
struct WorkerKind: Sendable {
  /// The role's name, and the probe's on the page.
  let name: String
  /// The families it may speak of; others are refused.
  let metrics: [Metric]
  /// The directory below sysfs whose entries it reads; where there is none, no worker runs.
  let watched: String
  /// Whether it ends after one scan and is started again when devices came or went.
  let isOneScan: Bool
  /// Looks for the hardware, in the worker's own process; nil where there is none. What a person should
  /// know goes to the last argument.
  let source: @Sendable (borrowing Root, AgentOptions, (String) -> Void) -> (any GroupedSource)?
}
