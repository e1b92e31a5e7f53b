internal import NodeModel

extension Readings {
  /// Sets `value` times `factor`; a product beyond 64 bits is no count of anything and is refused.
  mutating func set(_ series: Series, count value: UInt64, times factor: UInt64) {
    let (product, overflow) = value.multipliedReportingOverflow(by: factor)
    if overflow { refuse(series, .implausible) } else { set(series, count: product) }
  }

  /// Sets `value` times `factor` millionths; a product beyond 64 bits is refused.
  mutating func set(_ series: Series, micro value: UInt64, times factor: UInt64) {
    let (product, overflow) = value.multipliedReportingOverflow(by: factor)
    if overflow { refuse(series, .implausible) } else { set(series, micro: product) }
  }
}
