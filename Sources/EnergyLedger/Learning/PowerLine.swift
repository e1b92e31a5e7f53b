/// Power over utilization as a straight line through the rounds of one minute, each with the weight of its time.
///
/// A quiet minute is not an idle one: what the system does of itself keeps cores and the uncore awake. Where
/// it was by turns more and less, the line tells what would be drawn at utilization 0.
struct PowerLine {
  /// So many rounds make a line.
  private static let enough = 20
  /// Less of the power's variance than this that the line explains is chance.
  private static let explained = 0.25

  private var rounds = 0
  private var time = 0.0
  private var utilization = 0.0
  private var energy = 0.0
  /// Sums of time times the squares and the product of both.
  private var squares = (utilization: 0.0, both: 0.0, power: 0.0)

  /// A round: joules, seconds and the part of the time in which CPUs were busy.
  mutating func add(_ joules: Double, in seconds: Double, utilization share: Double) {
    guard seconds > 0 else { return }
    rounds += 1
    time += seconds
    utilization += seconds * share
    energy += joules
    squares.utilization += seconds * share * share
    squares.both += joules * share
    squares.power += joules * joules / seconds
  }

  /// Microwatts at utilization 0, at least half of the mean; the mean where nothing tells how power follows
  /// utilization.
  func stillMicrowatts(mean: UInt64) -> UInt64 {
    guard rounds >= Self.enough, time > 0 else { return mean }
    let variance = squares.utilization - utilization * utilization / time
    let covariance = squares.both - energy * utilization / time
    let spread = squares.power - energy * energy / time
    guard covariance > 0, variance > 0,
      covariance * covariance > Self.explained * variance * spread
    else { return mean }
    let raised = covariance / variance * utilization / time * 1e6
    return mean - min(mean / 2, UInt64(min(raised, 1e15)))
  }
}
