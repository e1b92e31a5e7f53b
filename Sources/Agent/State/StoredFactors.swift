/// The factors of carbon and cost that hold from a time on: until others do.
public struct StoredFactors: Sendable, Equatable {
  /// Seconds since 1970, UTC: the beginning of a slot. Of those that are to be filed the slot in which they were
  /// stated.
  public var start: Int64
  /// A JSON object: `docs/schema/factors.json`.
  public var document: String

  /// States factors.
  public init(start: Int64, document: String) {
    self.start = start
    self.document = document
  }
}
