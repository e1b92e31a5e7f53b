internal import LinuxFiles
internal import NodeModel

/// A way to one chip's attributes.
protocol ChipReader: AnyObject {
  /// Reads the attribute that was given the number `handle`.
  func read(_ handle: Int, buffer: inout ReadBuffer) -> AttributeReading

  /// Whether the attribute's file is no longer there: the chip or its driver left.
  func isGone(_ handle: Int) -> Bool
}

/// What reading one attribute came to.
enum AttributeReading: Equatable {
  /// A number in our units.
  case real(Double)
  /// An exact count of millionths of our unit.
  case micro(UInt64)
  /// No number, and why.
  case failed(FailureReason)

  /// The nearest double; nil where there is no number.
  var double: Double? {
    switch self {
    case .real(let value): value
    case .micro(let value): Double(value) / 1e6
    case .failed: nil
    }
  }
}
