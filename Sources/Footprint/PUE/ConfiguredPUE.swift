/// One PUE for all times, as a configuration or a table states it.
public struct ConfiguredPUE: PUESource {
  private let stated: PowerUsageEffectiveness

  /// Takes what is stated.
  public init(_ stated: PowerUsageEffectiveness) {
    self.stated = stated
  }

  /// The same at any time.
  public func effectiveness(at time: Int64) -> PowerUsageEffectiveness { stated }
}
