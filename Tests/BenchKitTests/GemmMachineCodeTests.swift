import Foundation
import TestSupport
import Testing

/// The inner loops as they were assembled, read by objdump.
@Suite("The machine code of the kernels")
struct GemmMachineCodeTests {
  #if arch(x86_64)
    @Test(
      "keeps everything in registers inside the inner loop",
      arguments: [
        // Multiply-adds of a round: one in each chain.
        ("fp64_sse2", "mulpd", 12), ("fp32_sse2", "mulps", 12), ("int16_sse2", "pmaddwd", 12),
        ("fp64_avx2", "vfmadd231pd", 12), ("fp32_avx2", "vfmadd231ps", 12),
        ("int16_avx2", "vpmaddwd", 12), ("fp64_avx512", "vfmadd231pd", 24),
        ("fp32_avx512", "vfmadd231ps", 24), ("int8_avx512vnni", "vpdpbusd", 24),
        ("bf16_avx512bf16", "vdpbf16ps", 24),
        // Of a word: rows × 2 vectors.
        ("multiply_fp64_sse2", "mulpd", 8), ("multiply_fp32_sse2", "mulps", 8),
        ("multiply_int8_sse2", "pmaddwd", 8), ("multiply_fp64_avx2", "vfmadd231pd", 12),
        ("multiply_fp32_avx2", "vfmadd231ps", 12), ("multiply_int8_avx2", "vpmaddwd", 12),
        ("multiply_fp64_avx512", "vfmadd231pd", 28), ("multiply_fp32_avx512", "vfmadd231ps", 28),
        ("multiply_int8_avx512vnni", "vpdpbusd", 28), ("multiply_bf16_avx512bf16", "vdpbf16ps", 28),
      ])
    func registersOnly(function: String, instruction: String, count: Int) throws {
      guard let image = try Self.image() else { return }
      let kernels = try Self.loops(of: function, in: image).filter {
        $0.contains { $0.instruction == instruction }
      }
      #expect(!kernels.isEmpty, "no loop with \(instruction)")
      for loop in kernels {
        // Some words at a time, by hand or by the compiler, but whole ones.
        let found = loop.count { $0.instruction == instruction }
        #expect(found % count == 0, "\(found) \(instruction)")
        for line in loop {
          #expect(
            !line.text.contains("(%rsp") && !line.text.contains("(%rbp"),
            "\(function): \(line.text)")
        }
      }
    }
  #endif

  /// One instruction as objdump writes it.
  private struct Line {
    let address: Int
    let text: String

    /// The instruction alone.
    var instruction: String { words.first.map(String.init) ?? "" }

    /// The instruction and its operands.
    var words: [Substring] { text.split { $0 == " " || $0 == "\t" } }
  }

  /// The innermost loops of a function: from the target of a jump backwards to the jump.
  private static func loops(of function: String, in image: String) throws -> [[Line]] {
    let listing = try Program.run(
      "/usr/bin/objdump", "--no-show-raw-insn", "--disassemble=\(function)", image)
    var lines: [Line] = []
    var loops: [[Line]] = []
    for text in listing.output.split(separator: "\n") {
      let parts = text.split(separator: ":", maxSplits: 1)
      guard parts.count == 2, let address = Int(parts[0].drop { $0 == " " }, radix: 16) else {
        continue
      }
      let line = Line(address: address, text: String(parts[1]))
      lines.append(line)
      guard line.words.count >= 2, line.instruction.hasPrefix("j"),
        let target = Int(line.words[1], radix: 16),
        let first = lines.firstIndex(where: { $0.address == target })
      else { continue }
      let body = Array(lines[first...])
      let isInnermost = !body.dropLast().contains { $0.instruction.hasPrefix("j") }
      if isInnermost { loops.append(body) }
    }
    return loops
  }

  /// The file that this test was loaded from; nil, and a word, where it cannot be read.
  private static func image() throws -> String? {
    let maps = try String(contentsOfFile: "/proc/self/maps", encoding: .utf8)
    let files = maps.split(separator: "\n").compactMap { line in
      line.firstIndex(of: "/").map { String(line[$0...]) }
    }
    guard FileManager.default.isExecutableFile(atPath: "/usr/bin/objdump"),
      let image = files.first(where: { $0.hasSuffix(".xctest") })
    else {
      print("skipped: no objdump, or no file of tests")
      return nil
    }
    return image
  }
}
