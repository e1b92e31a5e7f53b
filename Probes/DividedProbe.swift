public import LinuxFiles
public import NodeModel

/// A probe that may have to wait: for the firmware behind a thermal zone, a driver's lock, a server.
///
/// Whatever answers from the kernel's memory the agent reads itself, as it reads any probe. The rest is
/// read by a worker, in groups that do not wait for the same, each through a reader of its own.
public protocol DividedProbe: Probe, SendableMetatype {
  /// All families that its groups may fill.
  static var metrics: [Metric] { get }

  /// A number that is another one when `groups` may be others; nil where that cannot be told now. It
  /// allocates nothing.
  static func listing(below root: borrowing Root, buffer: inout ReadBuffer) -> UInt64?

  /// What tells by `hasChanged` that `listing` may be another one, so that it need not be asked; nil where
  /// nothing does.
  static func signal(below root: borrowing Root) -> KernelFile?

  /// What a worker has to read, by names that stay as long as the hardware; none where nothing waits.
  /// Finding that out does not wait.
  static func groups(below root: borrowing Root) -> [String]

  /// What reads one group; nil where it is gone.
  static func make(
    _ group: String, below root: borrowing Root, series: inout SeriesTable
  ) throws(SystemError) -> (any SeriesReader)?
}

extension DividedProbe {
  /// Nothing tells.
  public static func signal(below root: borrowing Root) -> KernelFile? { nil }
}
