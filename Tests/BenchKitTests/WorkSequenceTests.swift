import LinuxFiles
import Synchronization
import Testing

@testable import BenchKit

@Suite("A sequence of work")
struct WorkSequenceTests {
  private let threads = 3

  private func team() throws -> ThreadTeam {
    let machine = Machine(below: try Root())
    return try ThreadTeam(on: (0..<threads).map { machine.cpus[$0 % machine.cpus.count] })
  }

  @Test("hands out each piece once, round after round")
  func once() throws {
    let sequence = WorkSequence(threads: threads)
    let done = Mutex([Int](repeating: 0, count: 100))
    let early = Mutex(0)
    try team().run(on: threads) { thread in
      for round in 1...20 {
        while true {
          let piece = sequence.take(as: thread)
          guard piece < 100 else { break }
          done.withLock { $0[piece] += 1 }
        }
        sequence.finish(as: thread)
        // Nobody goes on before all of the round is done.
        if done.withLock({ $0.contains { $0 < round } }) { early.withLock { $0 += 1 } }
      }
    }
    #expect(done.withLock { $0 } == [Int](repeating: 20, count: 100))
    #expect(early.withLock { $0 } == 0)
  }

  @Test("never says that a piece is done before it is")
  func order() throws {
    let sequence = WorkSequence(threads: threads)
    let done = Mutex([Bool](repeating: false, count: 1_000))
    let early = Mutex([Int]())
    try team().run(on: threads) { thread in
      while true {
        let piece = sequence.take(as: thread)
        guard piece < 1_000 else { break }
        // What it needs lies up to nine pieces behind.
        let known = sequence.wait(until: max(0, piece - piece % 10))
        let all = done.withLock { $0.prefix(min(known, 1_000)).allSatisfy { $0 } }
        if !all { early.withLock { $0.append(piece) } }
        done.withLock { $0[piece] = true }
      }
      sequence.finish(as: thread)
    }
    #expect(early.withLock { $0 } == [])
    #expect(done.withLock { $0.allSatisfy { $0 } })
  }
}
