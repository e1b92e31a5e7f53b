/// Why the devices could not be listed, in one line.
public struct PCIScanError: Error, CustomStringConvertible {
  /// What went wrong, and where.
  public let message: String

  /// The same line.
  public var description: String { message }
}
