/// All that is true of one simulated machine, and that no method may know.
///
/// Where a figure has no source in the project's tables, it is drawn from a range that published
/// measurements of such machines make plausible; no figure is a claim about one product.
public struct NodeParameters: Sendable {
  /// The table's row that the machine was drawn from.
  public let name: String
  /// Packages; one or two.
  public let sockets: Int
  /// Cores in each package.
  public let coresPerSocket: Int
  /// Hardware threads a core; one or two.
  public let threadsPerCore: Int
  let frequency: FrequencyCurve
  let socket: SocketParameters
  let memory: MemoryParameters
  let fans: FanParameters
  let supply: SupplyParameters
  /// Watts of everything else on the board.
  let boardIdle: Double
  /// Joules in disks and network for a byte read or written.
  let joulesPerTransferredByte: Double
  /// Accelerators, if any.
  public let accelerators: [AcceleratorParameters]
  /// Watts at the wall with nothing to do, and with every hardware thread busy, that the drawing
  /// aimed at.
  public let aimedWall: (idle: Double, full: Double)
  /// The same two as the table's middle gives them: what a method may know of the model, not of the
  /// specimen.
  public let nominalWall: (idle: Double, full: Double)

  /// Cores of the node.
  public var cores: Int { sockets * coresPerSocket }
  /// Logical processors of the node.
  public var processors: Int { cores * threadsPerCore }

  /// Watts with all asleep, behind the power supply.
  var idleLoad: Double {
    let sockets = Double(sockets)
    return sockets * (socket.idle + supply.regulatorLoss(at: socket.idle) + memory.idle)
      + boardIdle + fans.watts(kelvin: 0) + accelerators.reduce(0) { $0 + $1.idle }
  }
}
