internal import Probes

extension ProbeSection {
  /// A section for every registered probe.
  static var all: [ProbeSection] { ProbeRegistry.all.map { ProbeSection($0) } }
}
