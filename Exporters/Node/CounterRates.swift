internal import NodeModel

/// How fast the counters of several devices run, from one round to the next.
///
/// It allocates where devices come or go only. A counter that went down or was not readable has no
/// rate; the sum has none either, since a part of it is unknown.
struct CounterRates: Sendable {
  private var names: [String] = []
  private var places: [Int] = []
  private var isSummed: [Bool] = []
  private var counts: [Double] = []
  private var rates: [Double] = []

  /// The sum over the devices that count, in units a second.
  private(set) var total: Double?

  /// Follows the counters at these places; what is known of a device is kept by its name.
  mutating func follow(_ devices: [(name: String, place: Int, isSummed: Bool)]) {
    let known = Dictionary(zip(names, counts), uniquingKeysWith: { first, _ in first })
    names = devices.map(\.name)
    places = devices.map(\.place)
    isSummed = devices.map(\.isSummed)
    counts = names.map { known[$0] ?? .nan }
    rates = Array(repeating: .nan, count: names.count)
  }

  /// Takes in a round that came `seconds` after the one before.
  mutating func update(_ values: [Value], seconds: Double) {
    var sum = 0.0
    var summands = 0
    var isComplete = true
    for device in places.indices {
      let before = counts[device]
      let now = values[places[device]].double ?? .nan
      counts[device] = now
      rates[device] = now >= before && seconds > 0 ? (now - before) / seconds : .nan
      guard isSummed[device], !(now.isNaN && before.isNaN) else { continue }
      summands += 1
      sum += rates[device]
      if rates[device].isNaN { isComplete = false }
    }
    total = summands > 0 && isComplete ? sum : nil
  }

  /// The rate of one device.
  subscript(name: String) -> Double? {
    guard let device = names.firstIndex(of: name), !rates[device].isNaN else { return nil }
    return rates[device]
  }
}
