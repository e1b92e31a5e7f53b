/// The unit in which a column of numbers is shown: one for all of its cells, so that they can be compared.
struct Scale {
  /// The unit: "MWh".
  let unit: String
  /// How many of what is counted make one of it.
  let size: Double
  /// The most places after the point.
  let places: Int

  /// Microjoules.
  static let energy: [(unit: String, size: Double)] = [
    ("Wh", 3.6e9), ("kWh", 3.6e12), ("MWh", 3.6e15), ("GWh", 3.6e18), ("TWh", 3.6e21),
  ]
  /// Micrograms.
  static let carbon: [(unit: String, size: Double)] = [
    ("g", 1e6), ("kg", 1e9), ("t", 1e12), ("kt", 1e15), ("Mt", 1e18),
  ]
  /// Watts.
  static let power: [(unit: String, size: Double)] = [
    ("W", 1), ("kW", 1e3), ("MW", 1e6), ("GW", 1e9),
  ]

  /// The scale in which the greatest of some numbers is best read; two more places than it has are left to others.
  ///
  /// - Parameter isMoney: whether it is read to the cent, and above a thousand in whole numbers.
  init(
    for values: some Sequence<Double>, _ steps: [(unit: String, size: Double)],
    isMoney: Bool = false
  ) {
    let greatest = values.reduce(0) { max($0, $1.magnitude) }
    let step = Self.step(for: greatest, steps)
    unit = step.unit
    size = step.size
    var digits = 1
    var rest = greatest / step.size
    while rest >= 10 {
      rest /= 10
      digits += 1
    }
    places = isMoney ? (digits > 3 ? 0 : 2) : max(0, 3 - digits)
  }

  /// A number in this unit: "12.3"; "<0.1" of what is too little to be seen.
  func text(_ value: Double) -> String {
    let scaled = value / size
    guard scaled != 0 else { return "0" }
    let least = (0..<places).reduce(1.0) { product, _ in product / 10 }
    if scaled.magnitude < least / 2 {
      return (scaled < 0 ? ">−" : "<") + Figure.fixed(least, places)
    }
    return Figure.fixed(scaled, places)
  }

  static func step(
    for value: Double, _ steps: [(unit: String, size: Double)]
  ) -> (unit: String, size: Double) {
    // A number that rounds to a thousand of a unit is one of the next.
    steps.last { value.magnitude >= $0.size * 0.9995 } ?? steps[0]
  }
}
