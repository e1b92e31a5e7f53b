/// A document that was not taken: where it is broken, and why.
public struct Refusal: Sendable, Equatable, CustomStringConvertible {
  /// The file as it was named; `-` is standard input.
  public let file: String
  /// The byte of the (unpacked) text at which it cannot go on, the first one is 0.
  public let byte: Int
  /// What is wrong there, in a few words.
  public let reason: String

  /// Refuses a document.
  public init(file: String, byte: Int, reason: String) {
    self.file = file
    self.byte = byte
    self.reason = reason
  }

  /// `FILE: byte N: REASON`.
  public var description: String { "\(file): byte \(byte): \(reason)" }
}
