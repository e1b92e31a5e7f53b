/// Where a run learns that its threads were stopped; tests give their own.
public protocol StopCounter {
  /// How often since some beginning; nil where it cannot be read.
  func events() -> UInt64?
}
