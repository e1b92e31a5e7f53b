/// Which part of a node's rows a report is to carry: the query of `GET /report` (docs/fleet.md).
public struct ReportPage: Sendable, Equatable {
  /// From where on.
  public enum Start: Sendable, Equatable {
    /// So many hours that are over, and the one that runs.
    case hours(Int)
    /// What was filed after a position of the store.
    case position(UInt64)
  }

  /// What is wrong with a query.
  public struct Wrong: Error, Equatable, CustomStringConvertible {
    /// One line for people.
    public let description: String
  }

  /// From where on.
  public var start = Start.hours(24)
  /// How many rows: with the hour of the last one the report ends.
  public var limit = 20_000

  /// The most hours: ten years, the longest retention.
  public static let mostHours = 3650 * 24
  /// The most rows, about 21 MB of JSON.
  public static let mostRows = 50_000

  /// The last day.
  public init() {}

  /// Reads `after=POSITION&limit=N` or `hours=N&limit=N`; empty is the last day.
  public init(query: Substring) throws(Wrong) {
    var names: Set<Substring> = []
    for item in query.split(separator: "&") {
      let name = item.prefix { $0 != "=" }
      let text = item.dropFirst(name.count + 1)
      guard names.insert(name).inserted else {
        throw Wrong(description: "\(name) stands twice in the query")
      }
      switch name {
      case "after": start = .position(UInt64(try Self.number(text, name, 0...Int(Int64.max))))
      case "hours": start = .hours(try Self.number(text, name, 0...Self.mostHours))
      case "limit": limit = try Self.number(text, name, 1...Self.mostRows)
      default: throw Wrong(description: "a report knows after, hours and limit only")
      }
    }
    if names.isSuperset(of: ["after", "hours"]) {
      throw Wrong(description: "after and hours exclude each other")
    }
  }

  private static func number(
    _ text: Substring, _ name: Substring, _ range: ClosedRange<Int>
  ) throws(Wrong) -> Int {
    guard !text.isEmpty, text.utf8.allSatisfy({ 0x30...0x39 ~= $0 }), let number = Int(text),
      range.contains(number)
    else {
      throw Wrong(
        description: "\(name) is no whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  /// The query that reads as this page.
  public var query: String {
    switch start {
    case .hours(let hours): "hours=\(hours)&limit=\(limit)"
    case .position(let position): "after=\(position)&limit=\(limit)"
    }
  }
}
