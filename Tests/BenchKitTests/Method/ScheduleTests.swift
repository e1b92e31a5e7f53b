import LinuxFiles
import Testing

@testable import BenchKit

@Suite("How a run spends its time")
struct ScheduleTests {
  private let schedule = Schedule(blocks: 5, seconds: 18, longestBlock: 2)

  @Test("what is left is shared out evenly")
  func even() {
    #expect(schedule.box(left: 11, least: [0.1, 0.1, 0.1, 0.1, 0.1], overhead: 1) == 2)
    #expect(schedule.box(left: 6, least: [0.1, 0.1, 0.1, 0.1, 0.1], overhead: 1) == 1)
  }

  @Test("a block that needs more than its share takes it from the others")
  func uneven() {
    // 6 s, of which two blocks need 2 s each: 2 s for the four others.
    #expect(schedule.box(left: 6, least: [2, 0.1, 0.1, 2, 0.1, 0.1], overhead: 0) == 0.5)
  }

  @Test("nothing is left when the time is over, and without a limit each block has its own")
  func ends() {
    #expect(schedule.box(left: -1, least: [0.1], overhead: 0) == 0)
    let unlimited = Schedule(blocks: 11, seconds: nil, longestBlock: 0.5)
    #expect(unlimited.box(left: 0, least: [3], overhead: 9) == 0.5)
  }

  @Test("passes make a repetition of the wanted length; what is too short to tell is tried again")
  func passes() {
    #expect(Schedule.passes(after: 1, taking: 0.001, toward: 0.004) == 4)
    #expect(Schedule.passes(after: 8, taking: 0.002, toward: 0.004) == 16)
    #expect(Schedule.passes(after: 1, taking: 3, toward: 0.004) == 1)
    #expect(Schedule.passes(after: 1, taking: 0.0001, toward: 0.004) == nil)
    #expect(Schedule.passes(after: 1, taking: 0, toward: 0.004) == nil)
  }

  @Test("a quick run keeps within 18 s, a full one has no limit")
  func extents() {
    #expect(Schedule(for: .quick, cases: 50).seconds == 18)
    #expect(Schedule(for: .quick, cases: 3).seconds == 6)
    #expect(Schedule(for: .full, cases: 3).seconds == nil)
  }

  // A full run on two CPUs of an Intel Xeon: blocks of all kernels in memory took 1.08 s in the mean of 44 cases,
  // those of chases up to 1 GiB 0.56 s in the mean of 70, which had 107 MB in the mean.
  @Test(
    "what a full run takes is told within a third, also where cases borrow gigabytes",
    arguments: [(3_271_557_120, 1.08), (107_000_000, 0.56), (0, 0.51)])
  func expected(bytes: Int, measured: Double) {
    let one = StagedCase("a", clock: StagedClock())
    one.bytes = bytes
    one.borrowedBytes = bytes
    let full = Schedule(for: .full, cases: 1)
    let ratio = full.expectedSeconds(of: one) / (12 * measured)
    #expect(ratio > 0.75 && ratio < 4.0 / 3)
  }

  @Test("the canary sings on every CPU of the team, and its speeds are those of hardware")
  func canary() throws {
    let machine = Machine(below: try Root())
    let note = try KernelCanary(on: machine).note(on: try ThreadTeam(on: machine.cpus))
    #expect(note.places.count == machine.cpus.count)
    for place in note.places {
      // Between an emulator and ten times the fastest core of today.
      #expect(place.clock > 1e6 && place.clock < 1e11)
      #expect(place.multiply > 1e5 && place.multiply < 1e12)
      #expect(place.read > 1e6 && place.read < 1e13)
    }
    if let bounce = note.bounce { #expect(bounce > 0) }
  }
}
