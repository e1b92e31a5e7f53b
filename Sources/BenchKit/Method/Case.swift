public import NodeModel

/// One thing that is measured, again and again: a GEMM of one size, a chase through one working set.
///
/// The runner owns the method (warm-up, blocks, canaries, intervals); a case only does its work and says
/// how much that was. The life of a case: for each block `prepare`, `run` many times with `check` after
/// each, `release`; blocks of other cases lie between them. A case runs on the runner's thread and hands
/// work to the team.
public protocol Case: AnyObject {
  /// What is measured.
  var subject: Subject { get }
  /// Threads of the team that it uses.
  var threads: Int { get }
  /// The places of these threads in the team: the first ones, unless it says otherwise.
  var members: [Int] { get }
  /// Bytes that `prepare` takes.
  var bytes: Int { get }
  /// Those of them that it borrows from the plan's arena.
  var borrowedBytes: Int { get }
  /// The longest that one of its blocks repeats the work, in seconds; nil leaves that to the schedule. For
  /// suites with so many cases that each has to be short.
  var longestBlock: Double? { get }
  /// Seconds that one pass takes, about; 0 where that is below a millisecond, as of most cases.
  var expectedPass: Double { get }
  /// How the single events lie of which a repetition is made; nil where it is one event.
  var distribution: BenchDistribution? { get }
  /// Ends a block, outside of all clocks: checks what would take too long behind each repetition.
  func conclude() throws(BenchError)
  /// A digest of what was computed, which is the same wherever the same instructions compute it; nil where there is no
  /// such.
  var checksum: UInt64? { get }
  /// The physical limit that this case is held against, measured seconds before and after it; nil where
  /// there is none.
  var ceiling: (any Case)? { get }

  /// Allocates, and fills from the threads that will use it, so that pages lie on their NUMA nodes.
  /// Not timed.
  func prepare(on team: ThreadTeam) throws(BenchError)

  /// Does the work `passes` times in one timed piece. The runner chooses `passes` so that this takes
  /// milliseconds; twice the passes must take twice the time.
  func run(passes: Int, on team: ThreadTeam) -> Repetition

  /// Whether the last run's result was right; not timed. Throws `BenchError.wrong` with what differed.
  func check() throws(BenchError)

  /// Gives everything back.
  func release()
}

extension Case {
  /// The first threads of the team.
  public var members: [Int] { Array(0..<threads) }
  /// Most cases map their own memory.
  public var borrowedBytes: Int { 0 }
  /// As long as those of other cases.
  public var longestBlock: Double? { nil }
  /// Most passes are short.
  public var expectedPass: Double { 0 }
  /// Most repetitions are one event.
  public var distribution: BenchDistribution? { nil }
  /// Most cases check all behind each repetition.
  public func conclude() throws(BenchError) {}
  /// Most cases compute nothing.
  public var checksum: UInt64? { nil }
  /// Most cases have no limit that could be measured beside them.
  public var ceiling: (any Case)? { nil }
}
