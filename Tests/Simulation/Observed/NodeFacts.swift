/// What the kernel and the tables say of a node before anything is measured.
public struct NodeFacts: Sendable {
  /// Packages.
  public let sockets: Int
  /// Cores in each package.
  public let coresPerSocket: Int
  /// Hardware threads a core.
  public let threadsPerCore: Int
  /// Bytes of memory.
  public let memory: Double
  /// Energy counters, in the order of `Sample.energy`.
  public let domains: [EnergyDomain]
  /// Whether `Sample.wallWatts` has values.
  public let hasWallMeter: Bool
  /// Accelerators with an energy counter.
  public let accelerators: [AcceleratorRow]
  /// What tables give for the model: watts at the wall at idle and at full load, accelerators left
  /// out. A specimen may be off by as much as the table's spread.
  public let nominalWall: (idle: Double, full: Double)
  /// The components that the node's best meter covers; all where there is no meter, and everything
  /// must be estimated. A method is judged by its joules of these.
  public let boundary: [Component]

  /// Logical processors; the siblings of core c are c and c + all cores.
  public var processors: Int { sockets * coresPerSocket * threadsPerCore }
  /// The socket of a logical processor.
  public func socket(of processor: Int) -> Int {
    processor % (sockets * coresPerSocket) / coresPerSocket
  }
}
