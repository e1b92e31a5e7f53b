extension Double {
  /// The double nearest to a whole number. The library goes through 128 bits one by one; nearly all sums of one job or
  /// one node need 64.
  init(nearest value: some FixedWidthInteger) {
    if let narrow = Int64(exactly: value) { self.init(narrow) } else { self.init(value) }
  }
}
