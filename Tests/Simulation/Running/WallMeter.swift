/// A meter that publishes, once a second and in its own time, the mean of the last second in whole
/// watts.
struct WallMeter {
  /// Relative standard deviation of its readings.
  let noise: Double
  private(set) var published: Int?
  private var joules = 0.0
  private var seconds: Double
  private var random: RandomSource

  /// - Parameter phase: seconds until it first publishes, at most one.
  init(phase: Double, noise: Double, random: RandomSource) {
    self.noise = noise
    self.random = random
    seconds = 1 - phase
  }

  /// Adds what flowed; no piece may be longer than a tenth of a second.
  mutating func add(_ joules: Double, over seconds: Double) {
    self.joules += joules
    self.seconds += seconds
    guard self.seconds > 0.9999 else { return }
    let mean = self.joules / self.seconds
    // The first second is not whole.
    let isWhole = published != nil || mean > 0
    published = isWhole ? Int((mean * (1 + noise * random.normal())).rounded()) : nil
    self.joules = 0
    self.seconds = 0
  }
}
