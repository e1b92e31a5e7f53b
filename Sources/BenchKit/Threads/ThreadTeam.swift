internal import CLinux
public import LinuxFiles

/// Threads bound to one CPU each, that start together from a spinning gate and sleep between two pieces
/// of work.
public final class ThreadTeam {
  /// The CPU of each thread.
  public let cpus: [Int]

  private let gate: TeamGate
  private var threads: [pthread_t] = []

  /// Starts one thread on each of `cpus`. Throws where a thread or its CPU is refused.
  public init(on cpus: [Int]) throws(SystemError) {
    precondition(!cpus.isEmpty)
    self.cpus = cpus
    gate = TeamGate(cpus.count)
    for index in cpus.indices { try start(index) }
    gate.call(cpus.count) { [gate] index in
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
    precondition(count >= 1 && count <= cpus.count)
    gate.call(count, work)
    return unsafe TeamTime(of: gate.shifts.prefix(count))
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
