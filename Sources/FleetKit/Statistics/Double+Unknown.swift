extension Double? {
  /// Both together. A sum of which a part is not known is not known: the rest of it would be taken for all.
  func adding(_ other: Double?) -> Double? {
    guard let self, let other else { return nil }
    return self + other
  }
}
