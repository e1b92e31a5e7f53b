import Foundation
import TestSupport
import Testing

/// The inner loops as they were assembled, read by objdump.
@Suite("The machine code of the kernels")
struct GemmMachineCodeTests {
  #if arch(x86_64)
    @Test(
      "has no access to the stack in an inner loop",
      arguments: [
        ("fp64_sse2", "mulpd", 12), ("fp32_sse2", "mulps", 12), ("int16_sse2", "pmaddwd", 12),
        ("fp64_avx2", "vfmadd231pd", 12), ("fp32_avx2", "vfmadd231ps", 12),
        ("int16_avx2", "vpmaddwd", 12), ("fp64_avx512", "vfmadd231pd", 24),
        ("fp32_avx512", "vfmadd231ps", 24), ("int8_avx512vnni", "vpdpbusd", 24),
        ("bf16_avx512bf16", "vdpbf16ps", 24), ("multiply_bytes", "vpdpbusd", 4 * 28),
        ("multiply_bfloats", "vdpbf16ps", 4 * 28),
      ])
    func registersOnly(function: String, instruction: String, count: Int) throws {
      let loops = try Self.loops(of: function)
      let kernels = loops.filter { $0.count { $0.contains(instruction + " ") } == count }
      #expect(!kernels.isEmpty, "\(function) has no loop of \(count) \(instruction)")
      for line in kernels.joined() {
        #expect(!line.contains("(%rsp") && !line.contains("(%rbp"), "\(function): \(line)")
      }
    }

    @Test(
      "keeps the sums of a product in registers on every instruction set",
      arguments: [
        ("multiply_doubles", ["vfmadd231pd": [4 * 28, 4 * 12], "mulpd": [8]]),
        ("multiply_floats", ["vfmadd231ps": [4 * 28, 4 * 12], "mulps": [8]]),
        ("multiply_shorts", ["vpmaddwd": [4 * 12], "pmaddwd": [8]]),
      ])
    func sumsInRegisters(function: String, expected: [String: [Int]]) throws {
      let loops = try Self.loops(of: function)
      for (instruction, counts) in expected {
        for count in counts {
          // A compiler may unroll what is written in C.
          let kernels = loops.filter {
            let found = $0.count {
              $0.contains(" " + instruction + " ") || $0.contains("\t" + instruction + " ")
            }
            return found > 0 && found % count == 0
          }
          #expect(!kernels.isEmpty, "\(function) has no loop of \(count) \(instruction)")
          for line in kernels.joined() {
            #expect(!line.contains("(%rsp") && !line.contains("(%rbp"), "\(function): \(line)")
          }
        }
      }
    }
  #endif

  /// The innermost loops of all functions of a name: from the target of a jump backwards to the jump.
  private static func loops(of function: String) throws -> [[String]] {
    guard let image = try image() else { return [] }
    let listing = try Program.run(
      "/usr/bin/objdump", "--no-show-raw-insn", "--disassemble=\(function)", image)
    var loops: [[String]] = []
    var lines: [(address: Int, text: String)] = []
    for line in listing.output.split(separator: "\n") {
      if line.hasSuffix(">:") { lines = [] }
      let parts = line.split(separator: ":", maxSplits: 1)
      guard parts.count == 2, let address = Int(parts[0].drop { $0 == " " }, radix: 16) else {
        continue
      }
      lines.append((address, String(parts[1])))
      let words = parts[1].split { $0 == " " || $0 == "\t" }
      guard words.count >= 2, words[0].hasPrefix("j"), let target = Int(words[1], radix: 16),
        let first = lines.firstIndex(where: { $0.address == target })
      else { continue }
      let body = lines[first...].map(\.text)
      guard !body.dropLast().contains(where: { $0.contains("\tj") }) else { continue }
      loops.append(body)
    }
    return loops
  }

  /// The file that this test was loaded from.
  private static func image() throws -> String? {
    let maps = try String(contentsOfFile: "/proc/self/maps", encoding: .utf8)
    let files = Set(
      maps.split(separator: "\n").compactMap {
        $0.firstIndex(of: "/").map { index in String(maps[index...].prefix { $0 != "\n" }) }
      })
    let image = files.first { $0.hasSuffix(".xctest") || $0.contains("PackageTests") }
    if image == nil || !FileManager.default.isExecutableFile(atPath: "/usr/bin/objdump") {
      print("skipped: no objdump, or not the file that holds the tests")
      return nil
    }
    return image
  }
}
