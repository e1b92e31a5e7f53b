/// One accelerator on a board of its own, shared in time by the processes on it.
public struct AcceleratorParameters: Sendable {
  /// The model's row in the table.
  public let row: AcceleratorRow
  /// Watts with no process on this specimen.
  let idle: Double
  /// Watts above idle while any process computes, for clocks and memory that leave their low state.
  let awake: Double
  /// Watts above that of a process which uses all units all the time and whose relative switching
  /// is 1.
  let busy: Double
}
