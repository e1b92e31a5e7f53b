internal import NodeModel

/// Where the errors of a memory module, or of a controller that knows none, stand in a catalogue.
struct MemoryErrorPlace: Sendable {
  /// What people call it: "DIMM A1", "memory controller 0".
  let title: String
  /// Errors beyond correction since the counters began.
  let uncorrected: Int?
  /// Corrected ones of the last 24 hours.
  let corrected: Int?

  /// Modules, then controllers: an error whose module is not known is its controller's alone.
  static func all(in index: SeriesIndex) -> (
    modules: [MemoryErrorPlace], controllers: [MemoryErrorPlace]
  ) {
    let modules = places(
      in: index, "nodeprobe_edac_dimm_uncorrectable_errors_total",
      "nodeprobe_edac_dimm_recent_correctable_errors"
    ) { place in
      if let label = index.label("label", at: place) { return label }
      let parts = [("controller", "controller"), ("dimm", "module")].compactMap { label, word in
        index.label(label, at: place).map { "\(word) \($0)" }
      }
      return "memory " + parts.joined(separator: ", ")
    }
    let controllers = places(
      in: index, "nodeprobe_edac_uncorrectable_errors_total",
      "nodeprobe_edac_recent_correctable_errors"
    ) { "memory controller " + (index.label("controller", at: $0) ?? "") }
    return (modules, controllers)
  }

  private static func places(
    in index: SeriesIndex, _ uncorrected: String, _ corrected: String, title: (Int) -> String
  ) -> [MemoryErrorPlace] {
    var places: [String: (uncorrected: Int?, corrected: Int?, title: String)] = [:]
    var order: [String] = []
    func key(_ place: Int) -> String {
      ["controller", "dimm"].map { index.label($0, at: place) ?? "" }.joined(separator: "\n")
    }
    for place in index.all(uncorrected) + index.all(corrected) where places[key(place)] == nil {
      order.append(key(place))
      places[key(place)] = (nil, nil, title(place))
    }
    for place in index.all(uncorrected) { places[key(place)]?.uncorrected = place }
    for place in index.all(corrected) { places[key(place)]?.corrected = place }
    return order.compactMap { places[$0] }.map {
      MemoryErrorPlace(title: $0.title, uncorrected: $0.uncorrected, corrected: $0.corrected)
    }
  }
}
