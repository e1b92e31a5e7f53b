/// The factors of carbon and cost that are in force from a time on.
public struct StoredFactors: Sendable, Equatable {
  /// Seconds since 1970, UTC: the beginning of a slot.
  public var start: Int64
  /// A JSON object: `docs/schema/factors.json`.
  public var document: String

  /// States factors.
  public init(start: Int64, document: String) {
    self.start = start
    self.document = document
  }
}
