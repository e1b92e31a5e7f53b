/// What was read to make a report, and what was refused.
public struct FleetIntake: Sendable, Equatable {
  /// A document that was not taken.
  public struct Refusal: Sendable, Equatable {
    /// The file's name as it was given.
    public let file: String
    /// Where in it the reason lies, in bytes from its beginning.
    public let byte: Int
    /// Why, in one line.
    public let reason: String

    /// States a refusal.
    public init(file: String, byte: Int, reason: String) {
      self.file = file
      self.byte = byte
      self.reason = reason
    }
  }

  /// Documents that were taken; nil where nobody counted.
  public var documents: Int?
  /// In the order in which they were met.
  public var refusals: [Refusal]

  /// States what was read.
  public init(documents: Int? = nil, refusals: [Refusal] = []) {
    self.documents = documents
    self.refusals = refusals
  }
}
