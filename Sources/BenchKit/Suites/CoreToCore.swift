internal import CKernels
internal import NodeModel

/// How long a cache line takes from one CPU to another: all pairs, or a sample where there are many.
///
/// The two sides take turns in writing one line; half a round trip is the time of one way. On a virtual
/// machine it also shows how near the hypervisor put two CPUs, which no topology file tells. The line lies in the memory
/// of the first one's NUMA node.
public enum CoreToCore: Suite {
  /// As in `--suite core2core`.
  public static let name: StaticString = "core2core"
  /// For `--help`.
  public static let summary: StaticString =
    "a cache line's way from one CPU to another, as a matrix"

  /// Above this number of CPUs `--quick` measures between as many, evenly chosen.
  static let quickCPUs = 12

  /// One case a pair of CPUs.
  public static func cases(on machine: Machine, plan: Plan) throws(BenchError) -> [any Case] {
    guard machine.cpus.count > 1 else {
      throw .impossible("core2core needs two CPUs; this process may use one")
    }
    var chosen = Array(machine.cpus.indices)
    if plan.extent == .quick, chosen.count > quickCPUs {
      chosen = (0..<quickCPUs).map { $0 * machine.cpus.count / quickCPUs }
    }
    var cases: [any Case] = []
    for (position, first) in chosen.enumerated() {
      for second in chosen[(position + 1)...] {
        cases.append(LineTransfer(first, second, cpus: machine.cpus))
      }
    }
    return cases
  }
}

/// One pair of CPUs.
private final class LineTransfer: Case {
  let subject: Subject
  let threads = 2
  let bytes = 1 << 12
  /// A hundred CPUs are 4,950 pairs: the fewest repetitions of each.
  let longestBlock: Double? = Double(Schedule.fewestRepetitions) * Schedule.repetition
  let members: [Int]

  private var line: Region?
  private var expected: UInt64 = 0

  /// `first` and `second` are places in `cpus`.
  init(_ first: Int, _ second: Int, cpus: [Int]) {
    members = [first, second]
    subject = Subject(
      suite: CoreToCore.name, name: "transfer",
      parameters: [.count("cpu", cpus[first]), .count("other_cpu", cpus[second])], unit: .seconds)
  }

  func prepare(on team: ThreadTeam) throws(BenchError) {
    let line = try region(bytes)
    // Its page lies on the node of who touches it first: of one of the two, and not of the caller.
    team.run(on: [members[0]]) { _ in
      unsafe line.start.storeBytes(of: 0, as: UInt64.self)
    }
    self.line = line
  }

  func run(passes: Int, on team: ThreadTeam) -> Repetition {
    guard let line else { preconditionFailure("not prepared") }
    let counter = unsafe Shared(line.start.bindMemory(to: UInt64.self, capacity: 1))
    unsafe counter.pointer.pointee = 0
    expected = 2 * UInt64(passes)
    let time = team.run(on: members) { side in
      unsafe ckernels_pingpong(counter.pointer, UInt64(passes), Int32(side))
    }
    return Repetition(value: time.seconds / Double(2 * passes), work: 0, time: time)
  }

  func check() throws(BenchError) {
    guard let line else { return }
    let count = unsafe line.start.load(as: UInt64.self)
    guard count == expected else {
      throw .wrong("the line was handed over \(count) times, not \(expected)")
    }
  }

  func release() { line = nil }
}
