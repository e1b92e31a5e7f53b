/// Which settings agree in some keys: machines have them in common, so that they are compared once and not for each one.
struct SettingKinds {
  /// What each kind says of the keys, in their order, without those of which it says nothing.
  private(set) var values: [[NodeSetting]] = []
  private var kinds: [Int: Int] = [:]

  /// Divides settings, which are places in a table.
  init(_ settings: [Int], _ table: [[NodeSetting]], by isKey: (String) -> Bool) {
    var places: [[NodeSetting]: Int] = [:]
    for one in settings where kinds[one] == nil {
      let value = table[one].filter { !$0.value.isEmpty && isKey($0.key) }
      if places[value] == nil {
        places[value] = values.count
        values.append(value)
      }
      kinds[one] = places[value]
    }
  }

  /// The kind of settings that were divided.
  subscript(settings: Int) -> Int { kinds[settings] ?? 0 }

  /// Values with empty ones of the keys, in their order, of which nothing is said.
  static func filled(_ values: [NodeSetting], _ keys: [String]) -> [NodeSetting] {
    keys.map { key in values.first { $0.key == key } ?? NodeSetting(key: key, value: "") }
  }

  /// Whether values come before others, as if both were filled: nothing comes before everything.
  static func precedes(_ left: [NodeSetting], _ right: [NodeSetting]) -> Bool {
    for (one, other) in zip(left, right) where one != other {
      return one.key == other.key ? one.value < other.value : one.key > other.key
    }
    return left.count < right.count
  }
}
