internal import CLinux
public import LinuxFiles

/// Threads bound to one CPU each, that start together from a spinning gate and sleep between two pieces
/// of work.
///
/// The first of them is the thread that calls `run`, bound to the first CPU for as long as the work takes: so
/// nobody waits on a CPU that is measured.
public final class ThreadTeam {
  /// The CPU of each thread.
  public let cpus: [Int]

  private let gate: TeamGate
  private var threads: [pthread_t] = []

  /// Starts a thread on each of `cpus` but the first, which is the caller's. Throws where a thread or its CPU
  /// is refused.
  public init(on cpus: [Int]) throws(SystemError) {
    precondition(!cpus.isEmpty)
    self.cpus = cpus
    gate = TeamGate(cpus.count)
    for index in cpus.indices.dropFirst() { try start(index) }
    run(on: cpus.count) { [gate] index in
      unsafe gate.shifts[index].refusal = clinux_pin(Int32(cpus[index]))
    }
    for index in cpus.indices {
      let refusal = unsafe gate.shifts[index].refusal
      guard refusal == 0 else {
        throw SystemError(
          code: refusal, operation: "run a thread on", path: "CPU \(cpus[index])")
      }
    }
  }

  deinit {
    gate.close()
    for thread in threads { pthread_join(thread, nil) }
  }

  /// Runs `work(0)`, …, `work(count − 1)` at once, each on its own CPU, and waits for the last.
  @discardableResult
  public func run(on count: Int, _ work: @escaping @Sendable (Int) -> Void) -> TeamTime {
    run(on: Array(0..<count), work)
  }

  /// Runs `work` once on each of some threads: `members[0]` does `work(0)`, and so on.
  @discardableResult
  public func run(on members: [Int], _ work: @escaping @Sendable (Int) -> Void) -> TeamTime {
    precondition(!members.isEmpty && members.allSatisfy(cpus.indices.contains))
    let affinity = members.contains(0) ? ThreadAffinity(boundTo: cpus[0]) : nil
    gate.call(members, work)
    affinity?.restore()
    return TeamTime(of: members.map { unsafe gate.shifts[$0] })
  }

  private func start(_ index: Int) throws(SystemError) {
    let place = unsafe Unmanaged.passRetained(TeamPlace(gate: gate, index: index))
    var thread = pthread_t()
    let failure = unsafe pthread_create(
      &thread, nil,
      { argument in
        guard let argument = unsafe argument else { return nil }
        let place = unsafe Unmanaged<TeamPlace>.fromOpaque(argument).takeRetainedValue()
        place.gate.serve(place.index)
        return nil
      }, place.toOpaque())
    guard failure == 0 else {
      unsafe place.release()
      throw SystemError(code: failure, operation: "start a thread on", path: "CPU \(cpus[index])")
    }
    threads.append(thread)
  }
}

/// What a new thread is told: where to wait, and which one it is.
private final class TeamPlace {
  let gate: TeamGate
  let index: Int

  init(gate: TeamGate, index: Int) {
    self.gate = gate
    self.index = index
  }
}
