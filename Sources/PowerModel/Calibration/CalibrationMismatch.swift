/// Why a calibration says nothing about this machine.
public struct CalibrationMismatch: Error, Hashable, CustomStringConvertible {
  /// What is another one: "CPU", "firmware" …
  public let part: String
  /// What it was when it was calibrated.
  public let then: String
  /// What it is.
  public let now: String

  /// One line: what differs, and how to mend it.
  public var description: String {
    "calibrated with another \(part) (\(then), now \(now)): run `probe calibrate` again"
  }
}
