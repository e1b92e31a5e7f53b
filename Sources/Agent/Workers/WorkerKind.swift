internal import LinuxFiles
internal import NodeModel
internal import Probes

/// What a worker is for, and what the agent knows of it beforehand.
struct WorkerKind: Sendable {
  /// The role's name.
  let name: String
  /// Whether it ends after one scan and is started again when devices came or went.
  let isOneScan: Bool
  /// What it reads, in this order. It runs where there is something for one of them.
  let parts: [Part]

  /// One probe of a worker.
  struct Part: Sendable {
    /// Its name on the page and in the configuration.
    let probe: String
    /// The families it may speak of; others are refused.
    let metrics: [Metric]
    /// Makes what tells whether there is something to read.
    let watch: @Sendable () -> any HardwareWatch
    /// Looks for the hardware, in the worker's own process; nil where there is none. What a person should
    /// know goes to the last argument.
    let source: @Sendable (borrowing Root, GroupChoice, (String) -> Void) -> (any GroupedSource)?
  }
}
