import BenchKit
import Foundation
import LinuxFiles
import Synchronization
import Testing

@Suite("A team of threads")
struct ThreadTeamTests {
  private let machine: Machine

  init() throws {
    machine = Machine(below: try Root())
  }

  @Test("does each thread's work once, a thousand times over")
  func everyThreadWorksOnce() throws {
    let team = try ThreadTeam(on: machine.cpus)
    let count = machine.cpus.count
    let done = Mutex([Int](repeating: 0, count: count))
    for _ in 0..<1_000 {
      team.run(on: count) { index in done.withLock { $0[index] += 1 } }
    }
    #expect(done.withLock { $0 } == [Int](repeating: 1_000, count: count))
  }

  @Test("leaves the threads asleep that a piece of work does not ask for")
  func onlyTheFirstWork() throws {
    let team = try ThreadTeam(on: [machine.cpus[0], machine.cpus[0]])
    let seen = Mutex<Set<Int>>([])
    team.run(on: 1) { index in _ = seen.withLock { $0.insert(index) } }
    #expect(seen.withLock { $0 } == [0])
  }

  @Test("has its first work done by the caller, on the first CPU and for so long only")
  func callerIsFirst() throws {
    let team = try ThreadTeam(on: machine.cpus)
    let allowed = Self.allowedCPUs
    let caller = pthread_self()
    let seen = Mutex<(thread: pthread_t, cpus: String)?>(nil)
    team.run(on: machine.cpus.count) { index in
      guard index == 0 else { return }
      seen.withLock { $0 = (pthread_self(), Self.allowedCPUs) }
    }
    let found = try #require(seen.withLock { $0 })
    #expect(pthread_equal(found.thread, caller) != 0)
    #expect(found.cpus == "\(machine.cpus[0])")
    #expect(allowed != "" && Self.allowedCPUs == allowed)
  }

  @Test("leaves the caller where it is when it has no part in the work")
  func callerIsNotAsked() throws {
    let team = try ThreadTeam(on: [machine.cpus[0], machine.cpus[0]])
    let caller = pthread_self()
    let isCaller = Mutex<Bool?>(nil)
    team.run(on: [1]) { _ in isCaller.withLock { $0 = pthread_equal(pthread_self(), caller) != 0 } }
    #expect(isCaller.withLock { $0 } == false)
  }

  /// What the calling thread may use, as the kernel lists it: "0-3,8".
  private static var allowedCPUs: String {
    let status = (try? String(contentsOfFile: "/proc/thread-self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("Cpus_allowed_list:") }
    return line.map { $0.split(separator: "\t").last.map(String.init) ?? "" } ?? ""
  }

  @Test("sees that two threads on one CPU had only half of it")
  func sharedCPU() throws {
    let team = try ThreadTeam(on: [machine.cpus[0], machine.cpus[0]])
    let time = team.run(on: 2) { _ in
      let clock = ContinuousClock()
      let end = clock.now + .milliseconds(60)
      while clock.now < end {}
    }
    #expect(time.seconds >= 0.06)
    #expect(time.cpuShare < 0.9)
  }

  @Test("refuses a CPU that is not there, by name")
  func unknownCPU() throws {
    let error = #expect(throws: SystemError.self) { _ = try ThreadTeam(on: [7_777]) }
    #expect(error?.description.contains("CPU 7777") == true)
  }
}
