/// Which settings agree in some keys: machines have them in common, so that they are compared once and not for each one.
struct SettingKinds {
  /// The values of each kind, in the order of the keys.
  private(set) var values: [[NodeSetting]] = []
  private var kinds: [Int: Int] = [:]

  /// Divides settings, which are places in a table.
  init(_ settings: [Int], _ table: [[NodeSetting]], by keys: [String]) {
    var places: [[NodeSetting]: Int] = [:]
    for one in settings where kinds[one] == nil {
      let value = keys.map { key in
        table[one].first { $0.key == key } ?? NodeSetting(key: key, value: "")
      }
      if places[value] == nil {
        places[value] = values.count
        values.append(value)
      }
      kinds[one] = places[value]
    }
  }

  /// The kind of settings that were divided.
  subscript(settings: Int) -> Int { kinds[settings] ?? 0 }
}
