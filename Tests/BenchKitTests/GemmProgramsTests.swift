import Foundation
import TestSupport
import Testing

/// The kernels in a C program of their own, on CPUs that this machine is not.
@Suite("The kernels in C")
struct GemmProgramsTests {
  @Test("are right on AArch64, under an emulator")
  func neon() throws {
    guard let compiler = tool("aarch64-linux-gnu-gcc"), let emulator = tool("qemu-aarch64") else {
      return
    }
    let output = try build(by: compiler, run: [emulator])
    // Four products, three peaks.
    #expect(output == "7 kernels, 0 wrong\n")
  }

  #if arch(x86_64)
    @Test(
      "are right on an x86-64 without AVX and on one with AVX2, under an emulator",
      arguments: [("qemu64", "7 kernels, 0 wrong\n"), ("Haswell", "14 kernels, 0 wrong\n")])
    func otherCPU(model: String, expected: String) throws {
      guard let compiler = tool("clang"), let emulator = tool("qemu-x86_64") else { return }
      #expect(try build(by: compiler, run: [emulator, "-cpu", model]) == expected)
    }
  #endif

  private func build(by compiler: String, run emulator: [String]) throws -> String {
    let folder = try TemporaryDirectory()
    let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    let kernels = tests.appendingPathComponent("../../Sources/CKernels").standardizedFileURL.path
    let sources = try FileManager.default.contentsOfDirectory(atPath: kernels)
      .filter {
        $0.hasSuffix(".c") && ($0.hasPrefix("gemm") || $0.hasPrefix("peak") || $0 == "cpu.c")
      }
    let built = try Program.run(
      compiler,
      [
        "-O2", "-static", "-Wall", "-Werror", "-I\(kernels)/include", "-o",
        folder.path + "/kernels",
      ]
        + [tests.path + "/GemmPrograms/kernels.c"] + sources.map { "\(kernels)/\($0)" } + ["-lm"])
    #expect(built.status == 0)
    let result = try Program.run(emulator[0], emulator.dropFirst() + [folder.path + "/kernels"])
    #expect(result.status == 0)
    return result.output
  }

  /// Where a program is; says that the test is skipped where it is not.
  private func tool(_ name: String) -> String? {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    let path = folders.map { "\($0)/\(name)" }.first(where: FileManager.default.isExecutableFile)
    if path == nil { print("skipped: no \(name)") }
    return path
  }
}
