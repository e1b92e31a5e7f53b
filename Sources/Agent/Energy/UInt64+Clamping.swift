extension UInt64 {
  /// A sum of what files say; the greatest number where that is greater.
  func clampedAdding(_ more: UInt64) -> UInt64 {
    let (sum, isGreater) = addingReportingOverflow(more)
    return isGreater ? .max : sum
  }

  /// A product of what files say; the greatest number where that is greater.
  func clampedMultiplied(by factor: UInt64) -> UInt64 {
    let (product, isGreater) = multipliedReportingOverflow(by: factor)
    return isGreater ? .max : product
  }
}
