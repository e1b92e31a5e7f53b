internal import CKernels
internal import NodeModel
internal import CLinux

/// The first write to each page of a buffer, again and again after giving the pages back.
final class PageFault: Case {
  let subject: Subject
  let threads = 1
  let bytes: Int

  private let pages: PageSize
  private let pageBytes: Int
  private let pageCount: Int
  private(set) var region: Region?
  private let outcome = Outcome()

  /// Written by the one thread of a run, read after it.
  private final class Outcome: @unchecked Sendable {
    var nanoseconds: UInt64 = 0
    var faults = 0
    var asked = 0
  }

  init(_ pages: PageSize) {
    self.pages = pages
    pageBytes = pages == .huge ? Region.hugePageBytes : Int(getpagesize())
    // Large enough for the clock's own 30 ns to vanish, small enough for any cgroup.
    pageCount = pages == .huge ? 8 : 512
    bytes = pageBytes * pageCount
    subject = Subject(
      suite: SystemCalls.name, name: "page_fault", parameters: [.pages(pages)], unit: .seconds)
  }

  func prepare(on team: ThreadTeam) throws(BenchError) {
    region = try region(bytes, pages: pages)
  }

  func run(passes: Int, on team: ThreadTeam) -> Repetition {
    guard let region else { preconditionFailure("not prepared") }
    let (pageBytes, pageCount, bytes, outcome) = (pageBytes, pageCount, bytes, outcome)
    let start = unsafe Shared(region.start.bindMemory(to: CChar.self, capacity: bytes))
    outcome.nanoseconds = 0
    outcome.asked = passes * pageCount
    let whole = team.run(on: 1) { _ in
      let before = clinux_thread_minor_faults()
      for _ in 0..<passes {
        unsafe madvise(start.pointer, bytes, MADV_DONTNEED)
        unsafe outcome.nanoseconds += ckernels_touch(
          start.pointer, UInt64(pageCount), UInt64(pageBytes))
      }
      outcome.faults = clinux_thread_minor_faults() - before
    }
    // Giving the pages back is not part of a fault.
    let seconds = Double(outcome.nanoseconds) / 1e9
    return Repetition(
      value: seconds / Double(outcome.asked), work: 0,
      time: TeamTime(seconds: seconds, cpuShare: whole.cpuShare, balance: 1))
  }

  func check() throws(BenchError) {
    let expected = outcome.asked
    guard outcome.faults >= expected, outcome.faults <= expected + expected / 8 + 16 else {
      throw .wrong("\(outcome.faults) page faults for \(expected) \(pages.rawValue) pages")
    }
  }

  /// The one touch of a huge page is one fault of a base page where the kernel had none: nothing else tells them apart.
  func conclude() throws(BenchError) {
    try region?.confirmPages(of: bytes)
  }

  func release() { region = nil }
}
