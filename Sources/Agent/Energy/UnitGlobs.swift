/// The systemd units that the configuration makes jobs, by patterns with `*` and `?`.
struct UnitGlobs {
  private let patterns: [Glob]

  /// Patterns as the configuration has them; one without an ending means a service.
  init(_ globs: [String]) {
    patterns = globs.map { Glob($0.contains(".") ? $0 : $0 + ".service") }
  }

  /// Whether one of them fits the name of a unit.
  func matches(_ unit: Substring) -> Bool {
    patterns.contains { $0.matches(unit) }
  }
}
