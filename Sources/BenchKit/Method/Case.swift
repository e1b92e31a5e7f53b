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
  /// Bytes that `prepare` allocates.
  var bytes: Int { get }
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
  /// Most cases have no limit that could be measured beside them.
  public var ceiling: (any Case)? { nil }
}
