/// What of reports is wanted beside rows, jobs and what an agent found.
///
/// All of a report is looked at as closely in any case; what nobody wants costs less.
public struct WantedParts: OptionSet, Sendable {
  /// The bits of those that are wanted.
  public let rawValue: UInt8

  /// Those of some bits.
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// The samples of benchmarks. To a merge they are of no use: it copies them as they are written.
  public static let samples = WantedParts(rawValue: 1)
  /// What temperature sensors have shown. Only the report for people says how warm nodes are.
  public static let temperatures = WantedParts(rawValue: 2)
  /// The digests of the inputs' bytes.
  public static let digests = WantedParts(rawValue: 4)
}
