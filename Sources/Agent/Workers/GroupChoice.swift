/// Which groups of a probe a worker reads.
struct GroupChoice {
  /// The only one; nil for all but `without`.
  let only: String?
  /// Those that are left out.
  let without: Set<String>

  /// What the options say of `probe`; nil where they name the only group and it is another probe's.
  init?(_ options: AgentOptions, of probe: String) {
    let prefix = Self.name("", of: probe)
    without = Set(
      options.without.filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) })
    guard let only = options.only else {
      self.only = nil
      return
    }
    guard only.hasPrefix(prefix) else { return nil }
    self.only = String(only.dropFirst(prefix.count))
  }

  /// What a group is called where there are several probes.
  static func name(_ group: String, of probe: String) -> String { probe + ":" + group }
}
