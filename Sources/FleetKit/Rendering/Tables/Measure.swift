/// What the numbers of a column are, and so how they are printed.
enum Measure: Equatable {
  /// Words.
  case text
  /// How many.
  case count
  /// Whole microjoules.
  case energy
  /// Whole micrograms of CO2e.
  case carbon
  /// Whole millionths of a currency.
  case money(String)
  /// Watts.
  case power
  /// 0 to 1, as a percentage.
  case share
  /// 1 and more: PUE, ITUE.
  case ratio
  /// Seconds of CPU time, for people in hours.
  case processorTime
  /// Seconds since 1970.
  case time
  /// Degrees Celsius, to a tenth.
  case temperature
  /// In the unit that stands in the row.
  case figure

  /// The prefixes in which people read it; none where it has no unit of its own.
  var steps: [(unit: String, size: Double)]? {
    switch self {
    case .energy: Scale.energy
    case .carbon: Scale.carbon
    case .power: Scale.power
    case .money(let currency): [(currency, 1e6)]
    case .processorTime: [("h", 3600)]
    default: nil
    }
  }

  /// Whether it is an amount of a currency.
  var isMoney: Bool { if case .money = self { true } else { false } }

  /// Whether it stands on the right side of its column.
  var isNumber: Bool { self != .text }
}
