/// What servers of one microarchitecture draw at the wall: the range that simulated servers come
/// from.
///
/// Watts per hardware thread of a whole server at active idle and at full load, 10th percentile and
/// 90th, from published SPECpower_ssj2008 results (the project's table `cpu_power_microarch.csv`).
public struct ServerRow: Sendable {
  /// The microarchitecture as the table calls it.
  public let name: String
  /// Watts per hardware thread at active idle.
  public let idle: ClosedRange<Double>
  /// Watts per hardware thread at full load.
  public let full: ClosedRange<Double>
  /// What the simulation may build: not in the table.
  let coresPerSocket: [Int]
  let maker: Maker

  /// Decides which energy counters the kernel shows.
  enum Maker: Sendable { case intel, amd }

  /// Servers of two sockets.
  public static let servers = [
    ServerRow("intel-skylake-server", 0.4...0.751, 3.229...4.471, cores: [12, 16, 20], .intel),
    ServerRow("intel-cascadelake", 0.434...1.079, 3.176...4.465, cores: [12, 16, 24], .intel),
    ServerRow("intel-icelake", 0.688...1.037, 3.547...4.167, cores: [16, 24], .intel),
    ServerRow("intel-sapphirerapids", 0.654...1.644, 3.086...4.84, cores: [16, 24], .intel),
    ServerRow("amd-epyc-gen2", 0.322...0.672, 1.533...1.922, cores: [16, 24], .amd),
    ServerRow("amd-epyc-gen3", 0.327...0.621, 1.772...2.221, cores: [16, 24], .amd),
    ServerRow("amd-epyc-gen4", 0.318...1.432, 1.641...3.485, cores: [16, 24], .amd),
  ]
  /// Servers of one socket with a desktop's processor, which has more RAPL domains.
  public static let small = [
    ServerRow("intel-coffeelake", 0.947...1.453, 3.465...7.365, cores: [6, 8], .intel),
    ServerRow("intel-skylake-client", 1.555...2.009, 5.681...5.98, cores: [4], .intel),
  ]

  private init(
    _ name: String, _ idle: ClosedRange<Double>, _ full: ClosedRange<Double>, cores: [Int],
    _ maker: Maker
  ) {
    self.name = name
    self.idle = idle
    self.full = full
    coresPerSocket = cores
    self.maker = maker
  }
}
