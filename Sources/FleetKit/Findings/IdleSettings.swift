/// Settings under which nodes are compared in what they draw without activity: all but the version of the program that
/// ran the benchmarks.
struct IdleSettings {
  /// By the same places; those that are equal now stay at several of them.
  let table: [[NodeSetting]]
  private let places: [Int]

  /// The key of the fingerprint.
  static let leftOut = "benchmark"

  /// Of a table of settings.
  init(of table: [[NodeSetting]]) {
    self.table = table.map { Self.kept($0) }
    var first: [[NodeSetting]: Int] = [:]
    places = self.table.enumerated().map { place, settings in
      let known = first[settings] ?? place
      first[settings] = known
      return known
    }
  }

  /// The first place at which the same stands.
  subscript(settings: Int) -> Int { places[settings] }

  /// Settings without what does not matter.
  static func kept(_ settings: [NodeSetting]) -> [NodeSetting] {
    settings.filter { $0.key != leftOut }
  }
}
