/// A part of a node whose energy adds up with the other parts' to the energy of the node.
public enum EnergyComponent: UInt8, CaseIterable, Sendable {
  /// CPU sockets with what is on them.
  case package
  /// Memory.
  case dram
  /// GPUs, TPUs and their kind, memory included.
  case accelerator
  /// Disks.
  case storage
  /// Network cards.
  case network
  /// What a wall meter sees beyond the other components: fans, losses of the power supply, board.
  case rest

  /// The word in rows and labels.
  public var word: String {
    switch self {
    case .package: "package"
    case .dram: "dram"
    case .accelerator: "accelerator"
    case .storage: "storage"
    case .network: "network"
    case .rest: "rest"
    }
  }
}
