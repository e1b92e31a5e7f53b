import BenchKit

/// Which loads a node is put through, and how long each of them takes.
struct CalibrationPlan {
  /// One load.
  struct Step: Equatable {
    /// What the CPUs do; nil: nothing.
    var mix: LoadMix?
    /// How busy they are in the mean, 0 to 1.
    var share = 0.0
    /// Where the clock is held, as part of the way from the lowest to the highest; nil: it is left alone.
    var clock: Double?

    /// The word in the document.
    var load: String { mix?.rawValue ?? "idle" }

    /// "50 % arithmetic", "idle".
    var title: String {
      guard let mix else { return "idle" }
      let held = clock.map { " at \(Quantity.percent($0)) of the clock" } ?? ""
      return "\(Quantity.percent(share)) \(mix.rawValue)\(held)"
    }
  }

  /// A quarter is where the model bends; the two mixes say how far power differs at the same utilization.
  static let shares = [0.1, 0.25, 0.5, 0.75, 1]
  /// How long all of it takes where nobody says, in seconds.
  static let seconds = 165.0
  /// The same for `--quick`: the shortest that has three samples of a second in each step.
  static let quickSeconds = 55.0

  let steps: [Step]
  /// A load is not looked at before, so that clocks and regulators have followed, in nanoseconds.
  let leastSettling: UInt64
  /// Nor is it waited for any longer until power is steady.
  let mostSettling: UInt64
  /// How long a steady load is looked at.
  let measuring: UInt64

  /// Idle first, then every mix at every share; with `clocks`, arithmetic at two lower clocks as well.
  init(seconds: Double, clocks: Bool) {
    var steps = [Step()]
    for share in Self.shares {
      steps += LoadMix.allCases.map { Step(mix: $0, share: share) }
    }
    if clocks {
      for clock in [1.0 / 3, 2.0 / 3] {
        steps += [0.5, 1].map { Step(mix: .arithmetic, share: $0, clock: clock) }
      }
    }
    self.steps = steps
    let each = seconds * 1e9 / Double(steps.count)
    leastSettling = UInt64(each * 0.2)
    mostSettling = UInt64(each * 0.4)
    measuring = UInt64(each * 0.6)
  }

  /// The shortest run in which each step has three samples of a second.
  static func leastSeconds(clocks: Bool) -> Double { clocks ? 75 : quickSeconds }

  /// How long what is left takes at most, in seconds, from the step with that number on.
  func remainingSeconds(from step: Int) -> Double {
    Double(steps.count - step) * Double(mostSettling + measuring) / 1e9
  }
}
