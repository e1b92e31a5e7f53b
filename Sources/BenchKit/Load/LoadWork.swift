internal import CKernels
internal import CLinux
internal import LinuxFiles

/// Work in pieces of less than a millisecond, done by one thread for as long as it is wanted.
protocol LoadWork: Sendable {
  /// Called once, by the thread that works. What it returns is handed to every piece.
  func begin() -> Int

  /// One piece.
  func piece(_ state: inout Int)
}

/// Multiply-adds of doubles from registers.
struct ArithmeticWork: LoadWork {
  private let kernel: PeakKernel?

  /// On the best instruction set of a machine that has one of its own for them.
  init(on machine: Machine) {
    kernel =
      InstructionSet.allCases.reversed().lazy.filter { $0 <= machine.instructionSet }
      .compactMap { PeakKernel(.fp64, on: $0) }.first
  }

  func begin() -> Int { 0 }

  func piece(_ state: inout Int) {
    // About 0.05 ms.
    if let kernel {
      state &+= kernel.run(rounds: 1 << 14) ? 0 : 1
    } else {
      ckernels_peak_additions(1 << 10)
    }
  }
}

/// T = A + s B, through arrays of its own that no cache holds.
///
/// Sendable: the memory is used by the one thread that works.
@safe final class MemoryWork: LoadWork, @unchecked Sendable {
  private let region: Region
  private let kernel: ckernels_stream
  /// Elements of each array.
  private let count: Int

  /// Elements that a piece takes of each array: 768 KiB in all, about 0.1 ms.
  private static let step = 1 << 15
  private static let arrays = 3

  /// Throws where there is no memory for arrays beyond the caches.
  init(on machine: Machine, threads: Int) throws(SystemError) {
    let wanted = max(64 << 20, 4 * machine.lastLevelBytes(reachedBy: threads))
    // Half of what there is stays for others.
    let bytes = min(wanted, machine.availableBytes / 2) / max(threads, 1)
    let least = Self.arrays * Self.step * MemoryLayout<Double>.stride
    guard bytes >= least,
      let kernel = unsafe StreamKernel.triad.compiled(
        for: machine.instructionSet, stores: .regular)
    else { throw SystemError(code: ENOMEM, operation: "map", path: "arrays beyond the caches") }
    unsafe self.kernel = kernel
    count = bytes / least * Self.step
    region = try Region(
      Self.arrays * count * MemoryLayout<Double>.stride, pages: .huge)
  }

  func begin() -> Int {
    // The thread that uses the memory touches it first, so that it lies near.
    for array in 0..<Self.arrays {
      unsafe StreamPattern.first.fill(start(of: array), 0..<count)
    }
    return 0
  }

  func piece(_ state: inout Int) {
    var arrays = unsafe ckernels_arrays(
      target: start(of: 0) + state, first: start(of: 1) + state, second: start(of: 2) + state,
      count: Self.step, scalar: 3)
    _ = unsafe kernel(&arrays, 1)
    state = (state + Self.step) % count
  }

  private func start(of array: Int) -> UnsafeMutablePointer<Double> {
    unsafe region.start.assumingMemoryBound(to: Double.self) + array * count
  }
}
