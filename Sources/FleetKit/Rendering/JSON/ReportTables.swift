/// Which tables of a report are wanted. What none of them needs is not looked for.
public struct ReportTables: Sendable, CustomStringConvertible {
  /// The names that there are, in the order of the document; `totals` are the fleet's own figures.
  public static let names = [
    "totals", "sites", "teams", "projects", "users", "accounts", "jobs", "unused", "models",
    "benchmarks", "temperatures", "defects", "refused", "provenance",
  ]

  private let chosen: Set<String>

  /// All tables.
  public init() { chosen = Set(Self.names) }

  /// Some tables, their names with commas between them; nil where one of them is unknown.
  public init?(_ text: String) {
    let names = text.split(separator: ",", omittingEmptySubsequences: false).map { String($0) }
    guard names.allSatisfy({ Self.names.contains($0) }) else { return nil }
    chosen = Set(names)
  }

  /// Their names, in the order of the document.
  var names: [String] { Self.names.filter { contains($0) } }

  /// Their names with commas between them.
  public var description: String { names.joined(separator: ",") }

  /// Whether none is left out.
  var areAll: Bool { chosen.count == Self.names.count }

  /// Whether nodes have to be compared with each other.
  public var needFindings: Bool {
    contains("totals") || contains("models") || contains("defects") || contains("temperatures")
  }

  /// What reports have to tell for them.
  public var wanted: WantedParts {
    var wanted: WantedParts = []
    if needFindings || contains("benchmarks") { wanted.insert(.samples) }
    if contains("temperatures") { wanted.insert(.temperatures) }
    if contains("provenance") { wanted.insert(.digests) }
    return wanted
  }

  /// Whether a table is among them.
  func contains(_ name: String) -> Bool { chosen.contains(name) }
}
