/// What a machine is, as far as tables and models of its power ask.
public struct MachineIdentity: Sendable, Hashable {
  /// More threads are not believed.
  public static let mostThreads = 65_536

  /// Its CPU; of several kinds the first.
  public var cpu: CPUIdentity
  /// Hardware threads that are there, whether switched on or not; at least 1.
  public var threads: Int
  /// CPU packages (sockets); at least 1.
  public var packages: Int
  /// The model of the board, where a device tree tells it: "Raspberry Pi 4 Model B Rev 1.4".
  public var board: String?
  /// The version of its firmware, where SMBIOS tells it.
  public var firmware: String?
  /// Whether a hypervisor runs it, so that it has a share of a machine.
  public var isVirtual: Bool

  /// Describes a machine.
  public init(
    cpu: CPUIdentity = CPUIdentity(), threads: Int, packages: Int = 1, board: String? = nil,
    firmware: String? = nil, isVirtual: Bool = false
  ) {
    self.cpu = cpu
    self.threads = max(1, min(threads, Self.mostThreads))
    self.packages = max(1, min(packages, self.threads))
    self.board = board
    self.firmware = firmware
    self.isVirtual = isVirtual
  }
}
