/// Which rails of NVIDIA's Jetson boards carry all that the module draws, by the labels of their INA3221.
///
/// Source: Jetson Developer Guide, "Clock Frequency and Power Management"; device trees of L4T.
enum BoardRails {
  /// Rails that feed everything behind them. `VDD_MUX` feeds the carrier board beside the module.
  private static let sole: Set<String> = ["VDD_IN", "POM_5V_IN", "5V_IN", "VDD_MUX"]
  /// Boards without such a rail: all these side by side. AGX Xavier, AGX Orin.
  private static let together: [Set<String>] = [
    ["GPU", "CPU", "SOC", "CV", "VDDRQ", "SYS5V"],
    ["VDD_GPU_SOC", "VDD_CPU_CV", "VIN_SYS_5V0"],
  ]

  /// The rails among `labels` whose sum is the module's power; none where that is not known.
  static func inputs(_ labels: Set<String>) -> Set<String> {
    let inputs = labels.intersection(sole)
    if !inputs.isEmpty { return inputs }
    return together.first { $0.isSubset(of: labels) } ?? []
  }
}
