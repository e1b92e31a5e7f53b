/// Which groups of a probe a worker reads.
struct GroupChoice {
  /// The only one; nil for all but `without`.
  let only: String?
  /// Those that are left out.
  let without: Set<String>

  /// What the options say of `probe`; nil where it is left out as a whole, or another probe is the only one.
  init?(_ options: AgentOptions, of probe: String) {
    let prefix = Self.name(of: probe)
    without = Set(
      options.without.filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) })
    if without.contains("") { return nil }
    guard let only = options.only else {
      self.only = nil
      return
    }
    guard only.hasPrefix(prefix) else { return nil }
    self.only = only == prefix ? nil : String(only.dropFirst(prefix.count))
  }

  /// What a group is called where there are several probes; without a group the whole probe.
  static func name(_ group: String = "", of probe: String) -> String { probe + ":" + group }
}
