#if arch(x86_64)
  import Foundation
  import TestSupport
  import Testing

  /// The whole program on CPUs that this machine is not. An emulator of the user's side answers CPUID as the
  /// chosen CPU would, and ends a program that uses an instruction which that CPU lacks. 65 is a multiple of no
  /// kernel's tile. A run takes half a minute; with less than that to spend it would leave products out that are slow
  /// in an emulator on a busy machine.
  @Suite("probe bench on another CPU", .serialized)
  struct BenchEmulationTests {
    @Test(
      "gives right products and no illegal instruction without AVX, and with AVX2 only",
      arguments: [("qemu64", "sse2"), ("Haswell", "avx2")])
    func gemm(model: String, instructions: String) throws {
      let emulator = "/usr/bin/qemu-x86_64"
      guard FileManager.default.isExecutableFile(atPath: emulator) else {
        print("skipped: no \(emulator)")
        return
      }
      let folder = try TemporaryDirectory()
      let result = try Program.run(
        emulator,
        [
          "-cpu", model, BuiltProgram.folder.appendingPathComponent("probe").path, "bench",
          "--suite", "gemm", "--only", "n=65", "--only", "threads=1", "--seconds", "240", "--json",
          "--state-dir", folder.path,
        ])
      #expect(result.status == 0)
      let object = try JSONSerialization.jsonObject(with: Data(result.output.utf8))
      let document = try #require(object as? [String: Any])
      let results = try #require(document["results"] as? [[String: Any]])
      #expect(results.compactMap { $0["case"] as? String } == ["fp64", "fp32", "bf16", "u8s8"])
      for one in results {
        #expect(one["verified"] as? Bool == true)
        #expect((one["parameters"] as? [String: Any])?["isa"] as? String == instructions)
      }
    }
  }
#endif
