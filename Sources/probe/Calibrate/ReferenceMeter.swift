import NodeModel

/// Where the true watts come from while a node is calibrated.
protocol ReferenceMeter: AnyObject {
  /// What it is called in the document: "rapl", "psu", "meter file plug.csv".
  var name: String { get }
  /// What it contains.
  var scope: Calibration.Scope { get }
  /// How far the truth may lie from it; nil where nobody knows.
  var bounds: EnergyBounds? { get }
  /// How long a step waits for readings beyond its time, in nanoseconds.
  var patience: UInt64 { get }

  /// A step is steady and is looked at from now on; `title` says which.
  func begin(_ title: String)

  /// Takes what the meter shows; called several times a second, `now` on the stage's clock.
  func poll(at now: UInt64) throws

  /// The readings of power that stand for time after `start`, through `end`, in watts.
  func watts(after start: UInt64, through end: UInt64) -> [Double]
}

extension ReferenceMeter {
  var patience: UInt64 { 20_000_000_000 }

  func begin(_ title: String) {}
}

/// Readings of power by their time.
struct WattSeries {
  private var readings: [(time: UInt64, watts: Double)] = []

  /// Adds a reading that stands for the time until `time`.
  mutating func add(_ watts: Double, at time: UInt64) {
    readings.append((time, watts))
  }

  /// Those after `start`, through `end`.
  func watts(after start: UInt64, through end: UInt64) -> [Double] {
    readings.filter { $0.time > start && $0.time <= end }.map(\.watts)
  }
}
