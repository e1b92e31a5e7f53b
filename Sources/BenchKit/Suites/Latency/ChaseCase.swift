internal import LinuxFiles
internal import NodeModel

/// A chain of dependent loads through one working set, in one random ring over all of its cache lines.
final class ChaseCase: Case {
  let subject: Subject
  let threads = 1
  let bytes: Int
  var borrowedBytes: Int { bytes }

  private let setBytes: Int
  private let pages: PageSize
  private let arena: Arena
  private var ring: ChaseRing?
  private var loan: (region: Region, placement: Placement)?

  /// Loads in a pass: 1 µs in L1, 0.2 ms in memory.
  private static let stepsPerPass = 1024
  /// The same ring each time: the order is no part of the dispersion.
  private static let seed: UInt64 = 0x6e6f_6465

  init(through bytes: Int, pages: PageSize, arena: Arena) {
    setBytes = bytes
    self.bytes = ChaseRing.span(of: bytes)
    self.pages = pages
    self.arena = arena
    subject = Subject(
      suite: Latency.name, name: "chase",
      parameters: [
        .bytes(bytes), .pages(pages), .count("stride", ChaseRing.lineBytes),
        .text("grouping", "none"), .threads(1),
      ], unit: .seconds)
  }

  func prepare(on team: ThreadTeam) throws(BenchError) {
    let placement = Placement(of: team, count: 1, sliceBytes: bytes)
    let region: Region
    do throws(SystemError) {
      region = try arena.borrow(bytes, pages: pages, placement: placement)
    } catch {
      throw .system(error)
    }
    loan = (region, placement)
    let ring = unsafe ChaseRing(at: region.start, bytes: setBytes)
    team.run(on: 1) { _ in ring.build(seed: Self.seed) }
    self.ring = ring
    do throws(BenchError) {
      try region.confirmPages()
    } catch {
      release()
      throw error
    }
  }

  func run(passes: Int, on team: ThreadTeam) -> Repetition {
    let steps = passes * Self.stepsPerPass
    let time = team.run(on: 1) { [ring] _ in ring?.follow(steps: steps) }
    return Repetition(value: time.seconds / Double(steps), work: 0, time: time)
  }

  func check() throws(BenchError) {
    guard let ring, ring.isWhereExpected else {
      throw .wrong("chase: it ended at a line that it cannot have reached in as many steps")
    }
  }

  func release() {
    ring = nil
    if let loan { arena.giveBack(loan.region, placement: loan.placement) }
    loan = nil
  }
}
