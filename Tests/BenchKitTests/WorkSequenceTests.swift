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
    let barrier = SpinBarrier(threads: threads)
    let done = Mutex([Int](repeating: 0, count: 100))
    let early = Mutex(0)
    try team().run(on: threads) { thread in
      for round in 1...20 {
        while let piece = sequence.take(as: thread, below: 100) {
          done.withLock { $0[piece] += 1 }
        }
        barrier.meet { sequence.reset() }
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
      while let piece = sequence.take(as: thread, below: 1_000) {
        // What it needs lies up to nine pieces behind.
        let known = sequence.wait(until: max(0, piece - piece % 10))
        let all = done.withLock { $0.prefix(min(known, 1_000)).allSatisfy { $0 } }
        if !all { early.withLock { $0.append(piece) } }
        done.withLock { $0[piece] = true }
      }
    }
    #expect(early.withLock { $0 } == [])
    #expect(done.withLock { $0.allSatisfy { $0 } })
  }

  @Test("knows what helpers have done who come and go")
  func helpers() throws {
    let sequences = (0..<threads).map { _ in WorkSequence(threads: threads) }
    let done = Mutex([[Bool]](repeating: .init(repeating: false, count: 900), count: threads))
    let early = Mutex([[Int]]())
    try team().run(on: threads) { thread in
      // Part by part each does its own first, then what is left of the others'.
      for part in 1...90 {
        for other in 0..<sequences.count {
          let index = (thread + other) % sequences.count
          // What the part before left is done or being done by somebody.
          let known = sequences[index].wait(until: max(0, part - 2) * 10)
          let all = done.withLock { $0[index].prefix(min(known, 900)).allSatisfy { $0 } }
          if !all { early.withLock { $0.append([index, known]) } }
          while let piece = sequences[index].take(as: thread, below: part * 10) {
            let known = sequences[index].wait(until: piece - piece % 10)
            let all = done.withLock { $0[index].prefix(known).allSatisfy { $0 } }
            if !all { early.withLock { $0.append([index, piece]) } }
            done.withLock { $0[index][piece] = true }
          }
        }
      }
    }
    #expect(early.withLock { $0 } == [])
    #expect(done.withLock { $0.allSatisfy { $0.allSatisfy { $0 } } })
  }
}
