/// The systemd units that the configuration makes jobs, by patterns with `*` and `?`.
struct UnitGlobs {
  private let patterns: [[UInt8]]

  /// Patterns as the configuration has them; one without an ending means a service.
  init(_ globs: [String]) {
    patterns = globs.map { Array(($0.contains(".") ? $0 : $0 + ".service").utf8) }
  }

  /// Whether one of them fits the name of a unit.
  func matches(_ unit: Substring) -> Bool {
    let name = Array(unit.utf8)
    return patterns.contains { Self.fits(name, $0) }
  }

  /// Linear in the name: of two stars only the last one has to be tried again.
  private static func fits(_ name: [UInt8], _ pattern: [UInt8]) -> Bool {
    var (n, p) = (0, 0)
    var star: (pattern: Int, name: Int)?
    while n < name.count {
      if p < pattern.count, pattern[p] == UInt8(ascii: "*") {
        star = (p, n)
        p += 1
      } else if p < pattern.count, pattern[p] == name[n] || pattern[p] == UInt8(ascii: "?") {
        n += 1
        p += 1
      } else if let last = star {
        star = (last.pattern, last.name + 1)
        p = last.pattern + 1
        n = last.name + 1
      } else {
        return false
      }
    }
    return pattern[p...].allSatisfy { $0 == UInt8(ascii: "*") }
  }
}
