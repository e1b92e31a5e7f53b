/// What an accelerator draws (the project's table `accelerators.csv`, rows with an idle figure).
public struct AcceleratorRow: Sendable {
  /// The model.
  public let name: String
  /// Watts with no process on it.
  public let idle: Double
  /// The board's power limit in watts.
  public let limit: Double

  /// Models whose idle watts are known.
  public static let all = [
    AcceleratorRow(name: "Tesla T4", idle: 8, limit: 70),
    AcceleratorRow(name: "Tesla V100 SXM2", idle: 35, limit: 300),
    AcceleratorRow(name: "A100 PCIe 40GB", idle: 46, limit: 250),
    AcceleratorRow(name: "A100 SXM4 80GB", idle: 46, limit: 400),
  ]
}
