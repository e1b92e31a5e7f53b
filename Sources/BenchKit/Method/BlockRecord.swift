/// What one block of one case left behind.
struct BlockRecord {
  /// All repetitions in the order of time, each with a right result.
  var repetitions: [Repetition] = []
  /// The physical limit just before and just after.
  var ceilings: [Double] = []
  /// The canary just before and just after.
  var canaries: [CanaryNote] = []
  /// Who used the case's CPUs, and the others, from the first repetition to the last.
  var load: LoadChange?
  /// Slow-downs of the case's CPUs because of heat, from the first repetition to the last.
  var throttles: UInt64?
  /// How often a quota stopped threads, from the first repetition to the last.
  var stops: UInt64?
  /// Seconds of repetitions and of what was metered.
  var seconds = 0.0
  /// Work without a break between two readings of an energy counter.
  var energy: EnergyStretch?
}
