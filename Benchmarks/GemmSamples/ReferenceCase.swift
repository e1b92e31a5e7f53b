internal import BenchKit
internal import CLinux
internal import LinuxFiles
import NodeModel

/// A product by a shared object that the comparison compiled. Its results are its own affair: what counts
/// here is its time.
@safe final class ReferenceCase: Case {
  let subject: Subject
  let threads: Int
  let bytes: Int

  private typealias Function =
    @convention(c) (
      UnsafePointer<CChar>, Int, Int32, UnsafeRawPointer, UnsafeRawPointer, UnsafeMutableRawPointer
    ) -> Int32
  private let function: Function
  private let format: GemmFormat
  private let n: Int
  private var matrices: [Region] = []

  init?(_ format: GemmFormat, n: Int, threads: Int, name: String, at path: String) {
    guard let handle = unsafe dlopen(path, RTLD_NOW | RTLD_LOCAL),
      let symbol = unsafe dlsym(handle, "reference_gemm")
    else { return nil }
    unsafe function = unsafe unsafeBitCast(symbol, to: Function.self)
    self.format = format
    self.n = n
    self.threads = threads
    bytes = 3 * n * n * 8
    subject = Subject(
      suite: "gemm", name: format.name, parameters: [.n(n), .threads(threads), .text("by", name)],
      unit: .flopPerSecond)
  }

  /// Bytes below 0x3f are small numbers in every format.
  func prepare(on team: ThreadTeam) throws(BenchError) {
    do {
      matrices = [
        try Region(n * n * 8, pages: .huge), try Region(n * n * 8, pages: .huge),
        try Region(n * n * 8, pages: .huge),
      ]
    } catch {
      throw .system(error)
    }
    for (index, matrix) in matrices.enumerated() {
      var state = UInt64(index + 1)
      for offset in 0..<n * n * 8 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        unsafe matrix.start.storeBytes(
          of: UInt8((state >> 40) % 0x3f), toByteOffset: offset, as: UInt8.self)
      }
    }
  }

  func run(passes: Int, on team: ThreadTeam) -> Repetition {
    let start = clinux_monotonic_nanoseconds()
    for _ in 0..<passes {
      let status = unsafe function(
        format.name, n, Int32(threads), matrices[0].start, matrices[1].start, matrices[2].start)
      precondition(status == 0, "the reference failed")
    }
    let seconds = Double(clinux_monotonic_nanoseconds() - start) / 1e9
    let work = 2 * Double(passes) * Double(n) * Double(n) * Double(n)
    return Repetition(work: work, in: TeamTime(seconds: seconds, cpuShare: 1, balance: 1))
  }

  func check() {}

  func release() { matrices = [] }
}
