/// What a method gave to everybody in a run.
public struct Tally: Sendable {
  /// Microjoules of activity and of what stands idle.
  public private(set) var full: [Owner: Int64] = [:]
  /// Microjoules of activity.
  public private(set) var dynamic: [Owner: Int64] = [:]

  /// Nothing yet.
  public init() {}

  /// Adds what was given for one interval.
  public mutating func add(_ attributions: [Attribution]) {
    for attribution in attributions {
      full[attribution.owner, default: 0] += attribution.full
      dynamic[attribution.owner, default: 0] += attribution.dynamic
    }
  }
}
