/// Where energy is turned into heat; together they are what the wall meter sees.
public enum Component: Int, Sendable, CaseIterable {
  /// The processors' packages.
  case package
  /// DRAM.
  case memory
  /// Accelerators' boards.
  case accelerator
  /// Regulators, fans, disks, network and the rest of the board.
  case board
  /// The power supply's loss.
  case supply
}
