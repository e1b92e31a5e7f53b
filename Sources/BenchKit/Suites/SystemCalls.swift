internal import CKernels
internal import NodeModel
internal import CLinux

/// What the kernel takes for a call, a switch between threads, a page.
///
/// - `null`: the cheapest call there is (`getppid`): entry, exit, and the mitigations between.
/// - `read`: one byte from `/dev/zero`.
/// - `context_switch`: half a round trip of a byte over two pipes between two threads on one CPU, so with
///   a write and a read for each switch, as lmbench's `lat_ctx` counts before it subtracts them.
/// - `page_fault`: the first write to an anonymous page, with its clearing.
enum SystemCalls: Suite {
  static let name: StaticString = "syscall"
  static let summary: StaticString = "system call, context switch, page fault"

  static func cases(on machine: Machine, plan: Plan) throws(BenchError) -> [any Case] {
    try selection(on: machine, plan: plan).cases
  }

  static func selection(
    on machine: Machine, plan: Plan
  ) throws(BenchError) -> CaseSelection {
    selection(plan.extent, hasHugePages: Region.offersHugePages)
  }

  /// Huge pages are for full, and left out where a program gets none.
  static func selection(_ extent: Plan.Extent, hasHugePages: Bool) -> CaseSelection {
    let cases: [any Case] = [NullCall(), ByteRead(), ContextSwitch(), PageFault(.base)]
    guard extent == .full else { return CaseSelection(cases) }
    let huge = PageFault(.huge)
    if hasHugePages { return CaseSelection(cases + [huge]) }
    let omission = BenchOmission(
      subject: huge.subject,
      reason: "the kernel gives no transparent huge pages (echo madvise > "
        + "/sys/kernel/mm/transparent_hugepage/enabled offers them)")
    return CaseSelection(cases, without: [omission])
  }
}

/// `getppid`, which libc does not answer from memory.
private final class NullCall: Case {
  let subject = Subject(suite: SystemCalls.name, name: "null", parameters: [], unit: .seconds)
  let threads = 1
  let bytes = 0
  private var outcome = Count()

  func prepare(on team: ThreadTeam) throws(BenchError) {}

  func run(passes: Int, on team: ThreadTeam) -> Repetition {
    let parent = getppid()
    return outcome.repetition(passes, on: team) { ckernels_null_calls($0, parent) }
  }

  func check() throws(BenchError) { try outcome.check("calls gave another process as the parent") }
  func release() {}
}

/// One byte of zeros.
private final class ByteRead: Case {
  let subject = Subject(suite: SystemCalls.name, name: "read", parameters: [], unit: .seconds)
  let threads = 1
  let bytes = 0
  private var zeros: Int32 = -1
  private var outcome = Count()

  func prepare(on team: ThreadTeam) throws(BenchError) {
    zeros = unsafe clinux_openat(AT_FDCWD, "/dev/zero", O_RDONLY | O_CLOEXEC, 0)
    guard zeros >= 0 else { throw .impossible("cannot open /dev/zero") }
  }

  func run(passes: Int, on team: ThreadTeam) -> Repetition {
    let zeros = zeros
    return outcome.repetition(passes, on: team) { ckernels_byte_reads(zeros, $0) }
  }

  func check() throws(BenchError) { try outcome.check("reads gave no byte") }

  func release() {
    close(zeros)
    zeros = -1
  }
}

/// How many operations of a repetition did what they should.
private struct Count {
  private var asked: UInt64 = 0
  private let right = Answer()

  /// Written by the one thread of a run, read after it.
  private final class Answer: @unchecked Sendable {
    var count: UInt64 = 0
  }

  /// Times `operations(passes)`, which says how many of them were right.
  mutating func repetition(
    _ passes: Int, on team: ThreadTeam, _ operations: @escaping @Sendable (UInt64) -> UInt64
  ) -> Repetition {
    asked = UInt64(passes)
    let right = right
    let time = team.run(on: 1) { _ in right.count = operations(UInt64(passes)) }
    return Repetition(value: time.seconds / Double(passes), work: 0, time: time)
  }

  func check(_ complaint: String) throws(BenchError) {
    guard right.count == asked else {
      throw .wrong("\(asked - right.count) of \(asked) \(complaint)")
    }
  }
}
