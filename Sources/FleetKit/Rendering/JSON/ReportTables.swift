/// Which tables of a report are wanted. What none of them needs is not looked for.
public struct ReportTables: Sendable {
  /// The names that there are, in the order of the document; `totals` are the fleet's own figures.
  public static let names = [
    "totals", "sites", "teams", "projects", "users", "accounts", "jobs", "models", "benchmarks",
    "defects", "refused",
  ]

  private let wanted: Set<String>

  /// All tables.
  public init() { wanted = Set(Self.names) }

  /// Some tables, their names with commas between them; nil where one of them is unknown.
  public init?(_ text: String) {
    let names = text.split(separator: ",", omittingEmptySubsequences: false).map { String($0) }
    guard names.allSatisfy({ Self.names.contains($0) }) else { return nil }
    wanted = Set(names)
  }

  /// Whether nodes have to be compared with each other.
  public var needFindings: Bool { contains("totals") || contains("defects") }

  /// Whether a table is among them.
  func contains(_ name: String) -> Bool { wanted.contains(name) }
}
