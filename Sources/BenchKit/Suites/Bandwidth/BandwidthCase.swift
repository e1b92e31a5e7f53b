internal import CKernels
internal import LinuxFiles
internal import NodeModel

/// One kernel over one working set: every thread has its own slice of the arrays, touched by itself first.
@safe final class BandwidthCase: Case {
  let subject: Subject
  let threads: Int
  let bytes: Int
  var borrowedBytes: Int { bytes }

  private let kernel: StreamKernel
  private let compiled: ckernels_stream
  private let set: WorkingSet
  private let pages: PageSize
  private let arena: Arena
  private let sliceBytes: Int

  private var workers: [StreamWorker] = []
  private var loan: (region: Region, placement: Placement)?
  private var team: ThreadTeam?

  /// Nil where this instruction set has no such kernel.
  init?(
    _ kernel: StreamKernel, stores: StreamStores = .regular, over set: WorkingSet, threads: Int,
    pages: PageSize, instructions: InstructionSet, arena: Arena
  ) {
    guard let compiled = unsafe kernel.compiled(for: instructions, stores: stores) else {
      return nil
    }
    self.kernel = kernel
    unsafe self.compiled = compiled
    self.set = set
    self.threads = threads
    self.pages = pages
    self.arena = arena
    // Large slices begin on a huge page, which lies on one node; small ones would waste most of theirs.
    let page = set.bytesPerThread < 32 << 20 ? 4096 : 2 << 20
    sliceBytes = (StreamWorker.span(of: set.bytesPerThread) + page - 1) / page * page
    bytes = sliceBytes * threads
    // Of caches each thread has its own, or its own part; memory is one for all.
    let shown = set.arrayPercentOfCache == nil ? 1 : threads
    var parameters: [Subject.Parameter] = [
      .text("level", set.level), .bytes(set.bytesPerThread * shown), .threads(threads),
      .pages(pages), .instructions(min(instructions, .avx512)),
    ]
    if kernel.writes { parameters.append(.text("stores", stores.rawValue)) }
    if let percent = set.arrayPercentOfCache {
      parameters.append(.count("array_percent_of_cache", percent))
    }
    subject = Subject(
      suite: Bandwidth.name, name: kernel.rawValue, parameters: parameters, unit: .bytesPerSecond)
  }

  func prepare(on team: ThreadTeam) throws(BenchError) {
    let placement = Placement(of: team, count: threads, sliceBytes: sliceBytes)
    let region: Region
    do throws(SystemError) {
      region = try arena.borrow(bytes, pages: pages, placement: placement)
    } catch {
      throw .system(error)
    }
    loan = (region, placement)
    self.team = team
    workers = (0..<threads).map { index in
      unsafe StreamWorker(
        kernel, compiled, at: region.start.advanced(by: index * sliceBytes),
        bytes: set.bytesPerThread)
    }
    inParallel { $0.fill() }
    do throws(BenchError) {
      try region.confirmPages()
    } catch {
      release()
      throw error
    }
  }

  func run(passes: Int, on team: ThreadTeam) -> Repetition {
    let time = team.run(on: threads) { [workers] in workers[$0].run(passes: passes) }
    let elements = workers.reduce(0) { $0 + $1.count }
    let moved = elements * MemoryLayout<Double>.stride * kernel.arrays * passes
    return Repetition(work: Double(moved), in: time)
  }

  func check() throws(BenchError) {
    // By the threads themselves: so each has its arrays in its own caches again.
    inParallel { $0.verify() }
    try confirm()
  }

  func conclude() throws(BenchError) {
    inParallel { $0.verifyRest() }
    try confirm()
  }

  private func confirm() throws(BenchError) {
    for (index, worker) in workers.enumerated() {
      guard let place = worker.mismatch else { continue }
      throw .wrong(
        kernel.writes
          ? "\(kernel.rawValue): element \(place) of \(worker.count) of thread \(index)"
          : "\(kernel.rawValue): the sum of \(worker.count) elements of thread \(index)")
    }
  }

  func release() {
    workers = []
    team = nil
    if let loan { arena.giveBack(loan.region, placement: loan.placement) }
    loan = nil
  }

  private func inParallel(_ work: @escaping @Sendable (StreamWorker) -> Void) {
    _ = team?.run(on: threads) { [workers] in work(workers[$0]) }
  }
}
