import Foundation
import TestSupport
import Testing

/// Kernels for a machine that is not here: compiled by Debian's cross compiler, run under emulation.
@Suite("The kernels for another architecture")
struct CrossBuildTests {
  private static let compiler = "/usr/bin/aarch64-linux-gnu-gcc"
  private static let emulator = "/usr/bin/qemu-aarch64"

  @Test("move memory and chase on arm64 as plain loops do")
  func arm64() throws {
    for program in [Self.compiler, Self.emulator]
    where !FileManager.default.isExecutableFile(atPath: program) {
      print("skipped: no \(program)")
      return
    }
    let folder = try TemporaryDirectory()
    let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent()
    let kernels = tests.deletingLastPathComponent().appendingPathComponent("Sources/CKernels").path
    let sources =
      ["memory.c", "memory_baseline.c", "memory_avx2.c", "memory_avx512.c", "chase.c"].map {
        "\(kernels)/\($0)"
      } + [tests.path + "/CrossBuild/memory.c"]
    let built = try Program.run(
      Self.compiler,
      ["-O3", "-Wall", "-Wextra", "-Werror", "-static", "-I\(kernels)/include", "-I\(kernels)"]
        + ["-o", "\(folder.path)/memory"] + sources)
    #expect(built.status == 0)
    let result = try Program.run(Self.emulator, "\(folder.path)/memory")
    #expect(result.output == "right\n")
    #expect(result.status == 0)
  }
}
