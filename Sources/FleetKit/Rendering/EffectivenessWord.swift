internal import Footprint

/// What a PUE is, for people: whose figures nobody has measured are not read as if somebody had.
enum EffectivenessWord: String, CaseIterable {
  /// By the site's meters.
  case measured
  /// By who runs the site, of twelve months.
  case stated
  /// Of less than twelve months.
  case interim
  /// Of a part of the site.
  case partial
  /// Of a building with other uses.
  case mixed
  /// Of a plan.
  case planned
  /// What a provider discloses of all its sites, or an average.
  case assumed

  /// - Parameter words: status and category as factors have them, "configured pue2".
  init(_ words: String) {
    let words = words.split(separator: " ").map { String($0) }
    let category = words.lazy.compactMap { PUECategory(rawValue: $0) }.first
    self =
      switch (words.lazy.compactMap { PUEStatus(rawValue: $0) }.first, category) {
      // Who says neither has not measured it.
      case (.table?, _), (nil, _): .assumed
      case (_, .design?): .planned
      case (_, .partial?): .partial
      case (_, .mixedUse?): .mixed
      case (_, .interim?): .interim
      case (.measured?, _): .measured
      case (.configured?, _): .stated
      }
  }
}

extension FleetReport {
  /// "assumed, stated", "in part assumed"; nil where all of the PUE is measured, and where none is known.
  var effectivenessWords: String? {
    let all = Set(
      statistics.sites.values.flatMap(\.effectivenessWords).map { EffectivenessWord($0) })
    let others = EffectivenessWord.allCases.filter { $0 != .measured && all.contains($0) }
    guard !others.isEmpty else { return nil }
    return (all.contains(.measured) ? "in part " : "")
      + others.map(\.rawValue).joined(separator: ", ")
  }
}
