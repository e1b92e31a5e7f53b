/// Which meters a simulated node shows.
public struct Metering: Sendable {
  /// Kinds of energy counters, each once a socket but `platform`.
  public var counters: [EnergyDomain.Kind]
  /// Microjoules of the counters' hardware unit: 2⁻¹⁴ J or 2⁻¹⁶ J; DRAM of servers has 2⁻¹⁶ J.
  public var unit: EnergyDomain.Unit
  /// Whether a meter at the wall shows whole watts once a second.
  public var hasWall: Bool
  /// Whether `perf` counts cycles and instructions for each job.
  public var hasCycles: Bool
  /// Whether there is an event for cycles with the sibling halted: on Intel's processors only.
  public var hasCyclesAlone: Bool
  /// Whether `perf` counts lines that come from DRAM for each job: AMD's event of that name counts those
  /// from the last cache as well.
  public var hasMisses: Bool
  /// Whether resctrl counts the bytes that each job moves.
  public var hasTraffic: Bool

  /// What a server of this maker shows without a meter at the wall.
  static func server(_ row: ServerRow) -> Metering {
    switch row.maker {
    case .intel:
      Metering(
        counters: [.package, .memory], unit: .large, hasWall: false, hasCycles: true,
        hasCyclesAlone: true, hasMisses: true, hasTraffic: true)
    case .amd:
      Metering(
        counters: [.package, .core], unit: .small, hasWall: false, hasCycles: true,
        hasCyclesAlone: false, hasMisses: false, hasTraffic: true)
    }
  }

  /// What a desktop's processor shows; `platform` besides.
  static let small = Metering(
    counters: [.package, .core, .uncore, .memory, .platform], unit: .large, hasWall: false,
    hasCycles: true, hasCyclesAlone: true, hasMisses: true, hasTraffic: false)

  /// A board without any meter.
  static let nothing = Metering(
    counters: [], unit: .large, hasWall: false, hasCycles: true, hasCyclesAlone: false,
    hasMisses: false, hasTraffic: false)
}
