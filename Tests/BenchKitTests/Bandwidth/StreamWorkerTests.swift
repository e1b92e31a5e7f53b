import Testing

@testable import BenchKit

@Suite("A thread's part of the arrays")
struct StreamWorkerTests {
  private static let elements = 1_000_000

  private func worker(
    _ kernel: StreamKernel, for set: InstructionSet = .best,
    _ body: (StreamWorker, UnsafeMutablePointer<Double>) -> Void
  ) throws {
    let bytes = Self.elements * 8 * kernel.arrays
    let region = try Region(StreamWorker.span(of: bytes), pages: .base)
    let compiled = try #require(kernel.compiled(for: set, stores: .regular))
    let worker = StreamWorker(kernel, compiled, at: region.start, bytes: bytes)
    worker.fill()
    // The target, or what a kernel reads that has none, lies first.
    body(worker, region.start.assumingMemoryBound(to: Double.self))
    withExtendedLifetime(region) {}
  }

  @Test(
    "is found right after any number of passes, whatever the instructions",
    arguments: StreamKernel.allCases, InstructionSet.allCases.filter { $0 <= .best })
  func right(kernel: StreamKernel, set: InstructionSet) throws {
    try worker(kernel, for: set) { worker, _ in
      #expect(worker.count == Self.elements)
      for passes in [1, 2, 5] {
        worker.run(passes: passes)
        worker.verify()
        #expect(worker.mismatch == nil)
      }
    }
  }

  @Test("is found wrong where one element in a million is", arguments: StreamKernel.allCases)
  func oneWrongElement(kernel: StreamKernel) throws {
    for place in [0, 1, 499_999, 999_999] {
      try worker(kernel) { worker, memory in
        if kernel.writes {
          worker.run(passes: 2)
          memory[place] += 1
        } else {
          memory[place] += 1
          worker.run(passes: 2)
        }
        worker.verify()
        #expect(worker.mismatch == (kernel.writes ? place : 0))
      }
    }
  }

  @Test(
    "is found wrong at the end wherever it is, though only a part is looked at behind each run",
    arguments: StreamKernel.allCases.filter(\.writes))
  func rest(kernel: StreamKernel) throws {
    // Behind the last run 65,536 to 98,303 are looked at, and 32,768 more are poisoned.
    for place in [0, 65_536, 98_304, 499_999, 999_999] {
      try worker(kernel) { worker, memory in
        for passes in [2, 1, 3] {
          worker.run(passes: passes)
          worker.verify()
          #expect(worker.mismatch == nil)
        }
        worker.verifyRest()
        #expect(worker.mismatch == nil)
        worker.run(passes: 1)
        memory[place] += 1
        worker.verify()
        let isSeenAtOnce = worker.mismatch != nil
        worker.verifyRest()
        #expect(isSeenAtOnce || worker.mismatch == place)
      }
    }
  }

  @Test(
    "is found wrong where a later run did nothing",
    arguments: StreamKernel.allCases.filter(\.writes))
  func nothingDone(kernel: StreamKernel) throws {
    try worker(kernel) { worker, _ in
      for _ in 0..<40 {
        worker.run(passes: 1)
        worker.verify()
        #expect(worker.mismatch == nil)
      }
      worker.run(passes: 0)
      worker.verify()
      #expect(worker.mismatch != nil)
    }
  }
}
