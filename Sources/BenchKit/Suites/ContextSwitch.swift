internal import CKernels
internal import NodeModel
internal import CLinux
internal import LinuxFiles

/// A byte to and fro between two threads on one CPU.
final class ContextSwitch: Case {
  let subject = Subject(
    suite: SystemCalls.name, name: "context_switch", parameters: [], unit: .seconds)
  /// Two of its own on the first CPU; the team's sleep meanwhile.
  let threads = 1
  let bytes = 1 << 17

  private var pair: ThreadTeam?
  private var pipes: [Int32] = []
  private let rounds = Rounds()
  private var asked = 0

  /// Each thread writes its own, read after both are done.
  private final class Rounds: @unchecked Sendable {
    var first: UInt64 = 0
    var second: UInt64 = 0
  }

  func prepare(on team: ThreadTeam) throws(BenchError) {
    for _ in 0..<2 {
      var ends: (reader: Int32, writer: Int32) = (-1, -1)
      guard unsafe clinux_pipe(&ends.reader, &ends.writer) == 0 else {
        throw .impossible("no pipe to be had: raise the limit of open files (ulimit -n)")
      }
      pipes += [ends.reader, ends.writer]
    }
    do {
      pair = try ThreadTeam(on: [team.cpus[0], team.cpus[0]])
    } catch {
      throw .system(error)
    }
  }

  func run(passes: Int, on team: ThreadTeam) -> Repetition {
    guard let pair else { preconditionFailure("not prepared") }
    let (pipes, rounds) = (pipes, rounds)
    asked = passes
    let time = pair.run(on: 2) { side in
      if side == 0 {
        rounds.first = ckernels_exchange(pipes[0], pipes[3], UInt64(passes), 1)
      } else {
        rounds.second = ckernels_exchange(pipes[2], pipes[1], UInt64(passes), 0)
      }
    }
    // Each waits for the other on purpose: their CPU time says nothing about others.
    return Repetition(
      value: time.seconds / Double(2 * passes), work: 0,
      time: TeamTime(seconds: time.seconds, cpuShare: 1, balance: 1))
  }

  func check() throws(BenchError) {
    guard rounds.first == UInt64(asked), rounds.second == UInt64(asked) else {
      throw .wrong("\(min(rounds.first, rounds.second)) of \(asked) exchanges took place")
    }
  }

  func release() {
    pair = nil
    for end in pipes { close(end) }
    pipes = []
  }
}
