/// The repetitions of a block that count.
struct CleanBlock: Equatable {
  /// In the order of time.
  let values: [Double]
  /// How many were left out because the threads shared their CPUs.
  let dropped: Int
  /// Whether the values became steady, or were too few to tell.
  let isSteady: Bool

  /// The least share of the time that threads must have had their CPUs to themselves.
  static let leastShare = 0.98

  /// Leaves out disturbed repetitions (unless all shall be kept), and those before the steady state.
  init(of repetitions: [Repetition], keepingDisturbed: Bool = false) {
    let kept = repetitions.filter { keepingDisturbed || $0.time.cpuShare >= Self.leastShare }
      .map(\.value)
    dropped = repetitions.count - kept.count
    let start = SteadyState.start(of: kept)
    isSteady = start != nil || kept.count < SteadyState.fewest
    values = Array(kept[(start ?? 0)...])
  }
}
