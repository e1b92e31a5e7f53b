/// Why bytes are not the JSON that was expected, and where.
public struct JSONError: Error, Equatable, CustomStringConvertible {
  /// The first byte that was not accepted, counted from 0.
  public let offset: Int
  /// What was wrong, a few words.
  public let reason: String

  /// States an error.
  public init(at offset: Int, _ reason: String) {
    self.offset = offset
    self.reason = reason
  }

  /// "byte 12: a comma is missing".
  public var description: String { "byte \(offset): \(reason)" }
}
