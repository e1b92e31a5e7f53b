/// What was found out about one subject.
public struct BenchResult: Sendable, Equatable {
  /// What was measured, and in which unit all values are.
  public var subject: BenchSubject
  /// When it was measured to its end, in nanoseconds since 1970; nil where only the time of the whole run is
  /// known.
  public var ended: UInt64?
  /// The fastest sample: what the hardware can do.
  public var best: Double
  /// The middle sample: the figure to compare. Where there are modes, that of the mode with most samples.
  public var median: Double
  /// The median distance of the samples from their median, not scaled.
  public var mad: Double
  /// Holds the true median with 95 % confidence.
  public var interval: BenchInterval
  /// Holds the median of the next run on this machine with 95 % probability.
  public var prediction: BenchInterval
  /// Lowest first; empty unless there are two or more.
  public var modes: [BenchMode]
  /// Seconds of a cache line's way between the first two CPUs beside its blocks, of a result that uses both: where it
  /// is another by a factor in another run, virtual CPUs lay elsewhere then. Nil of one thread.
  public var transferSeconds: Double?
  /// The median of value over physical limit, the limit measured just before and after; nil where there is
  /// none. Where there are modes, of the one that the median is of.
  public var peakShare: Double?
  /// The repetitions that count, in the order of time; in the state directory some of each block.
  public var samples: [Double]
  /// How many of `samples` belong to each of the separated blocks.
  public var blocks: [Int]
  /// Repetitions that were left out, because the threads did not have their CPUs to themselves.
  public var dropped: Int
  /// Whether every result of the computation was right.
  public var isVerified: Bool
  /// What to distrust; empty where nothing was seen.
  public var disturbances: [BenchDisturbance]
  /// Nil where the machine has no power source.
  public var energy: BenchEnergy?
  /// The clock of its CPUs in hertz, right after multiply-adds on all of them just before and after its blocks;
  /// of several CPUs the slowest. Nil where it was not measured.
  public var clockHertz: Double?
  /// How single events lie; nil where a repetition is not made of such.
  public var distribution: BenchDistribution?
  /// A digest of what was computed: on machines of one kind and with one version of ours all have the same. Nil of
  /// what computes nothing.
  public var checksum: UInt64?

  /// Whether it is one repetition from before the first block, since the run was stopped then.
  public var isOnlyTried: Bool {
    disturbances.contains { $0.kind == .interrupted && $0.amount == 0 }
  }

  /// States a result.
  public init(
    subject: BenchSubject, best: Double, median: Double, mad: Double, interval: BenchInterval,
    prediction: BenchInterval, modes: [BenchMode] = [], peakShare: Double? = nil,
    samples: [Double], blocks: [Int], dropped: Int = 0, isVerified: Bool,
    disturbances: [BenchDisturbance] = [], energy: BenchEnergy? = nil
  ) {
    self.subject = subject
    self.best = best
    self.median = median
    self.mad = mad
    self.interval = interval
    self.prediction = prediction
    self.modes = modes
    self.peakShare = peakShare
    self.samples = samples
    self.blocks = blocks
    self.dropped = dropped
    self.isVerified = isVerified
    self.disturbances = disturbances
    self.energy = energy
  }
}
