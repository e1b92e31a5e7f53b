internal import Footprint
internal import NodeModel

/// Energy of a site by the hour of the day, with what building and grid made of it: when it is cleaner, and when it is
/// cooler. Each day adds to the same 24 hours, so that a year takes no more room than a day.
public struct DayCourse: Sendable {
  /// One hour of the day, all days together.
  public struct Hour: Sendable {
    /// Microjoules of nodes that have factors.
    fileprivate(set) var energy = 0.0
    /// Energy × PUE.
    fileprivate(set) var facility = 0.0
    /// Carbon by the grid's average, in grams of CO2e.
    fileprivate(set) var grams = 0.0

    /// Energy-weighted PUE; nil where nobody has used any energy.
    var effectiveness: Double? { energy > 0 ? facility / energy : nil }

    /// Grams of CO2e per kilowatt hour, weighted with energy; nil where nobody has used any.
    var intensity: Double? { facility > 0 ? grams / (facility / 3.6e12) : nil }
  }

  /// From midnight on, UTC.
  private(set) var hours = InlineArray<24, Hour>(repeating: Hour())
  /// The basis of all of it; energy of another basis is not in it.
  private(set) var basis: EmissionBasis?
  private var isBegun = false

  init() {}

  /// Counts energy that flowed in an hour, in microjoules.
  ///
  /// - Parameter hour: its beginning, in seconds since 1970.
  mutating func count(_ energy: UInt64, in hour: Int64, by factors: NodeFactors.Entry) {
    guard energy > 0, let rates = factors.rates else { return }
    if !isBegun {
      isBegun = true
      basis = factors.kind.basis
    }
    guard factors.kind.basis == basis else { return }
    var sums = FootprintSums()
    sums.count(energy, .none, at: rates)
    let place = Int(((hour / 3600) % 24 + 24) % 24)
    hours[place].energy += Double(energy)
    hours[place].facility += Double(energy) * Double(factors.effectiveness.count) / 1e6
    hours[place].grams += sums.location.inUnits
  }

  /// Both together; of another basis nothing.
  static func += (left: inout DayCourse, right: DayCourse) {
    guard right.isBegun else { return }
    if !left.isBegun {
      left = right
    } else if left.basis == right.basis {
      for place in 0..<24 {
        left.hours[place].energy += right.hours[place].energy
        left.hours[place].facility += right.hours[place].facility
        left.hours[place].grams += right.hours[place].grams
      }
    }
  }

  /// The hours of which something is known, with a figure of theirs.
  func known(_ figure: (Hour) -> Double?) -> [(hour: Int, value: Double)] {
    (0..<24).compactMap { hour in figure(hours[hour]).map { (hour, $0) } }
  }
}
