import LinuxFiles
import Testing

@testable import BenchKit
import NodeModel

@Suite("Multiply-adds from registers")
struct PeakTests {
  @Test("are exact sums on every instruction set, and so many as are counted")
  func exactSums() throws {
    let machine = Machine(below: try Root())
    let team = try ThreadTeam(on: machine.cpus)
    var count = 0
    for set in InstructionSet.allCases {
      for format in GemmFormat.allCases {
        guard let peak = PeakCase(format, threads: 1, instructions: set, on: machine) else {
          continue
        }
        let repetition = peak.run(passes: 2, on: team)
        try peak.check()
        #expect(repetition.work > 0 && repetition.value > 0)
        count += 1
      }
    }
    // Doubles, floats and integers on the baseline at least.
    #expect(count >= 3)
  }

  #if arch(x86_64)
    @Test("are counted right: chains × lanes × products × 2")
    func operations() throws {
      #expect(try #require(PeakKernel(.fp64, on: .baseline)).operations == 12 * 2 * 2)
      #expect(try #require(PeakKernel(.fp32, on: .avx2)).operations == 12 * 8 * 2)
      #expect(try #require(PeakKernel(.fp32, on: .avx512)).operations == 24 * 16 * 2)
      #expect(try #require(PeakKernel(.int8, on: .avx512vnni)).operations == 24 * 16 * 4 * 2)
      #expect(try #require(PeakKernel(.bf16, on: .avx512bf16)).operations == 24 * 16 * 2 * 2)
    }
  #endif

  @Test("have a ceiling for every kernel of a product")
  func ceilings() throws {
    let machine = Machine(below: try Root())
    for set in InstructionSet.allCases where set <= machine.instructionSet {
      for format in GemmFormat.allCases {
        guard let product = GemmCase(format, n: 8, threads: 1, instructions: set, on: machine)
        else { continue }
        let ceiling = try #require(product.ceiling, "\(format) on \(set)")
        #expect(ceiling.subject.unit == product.subject.unit)
      }
    }
  }

  @Test("the clock is between 0.1 and 10 GHz")
  func frequency() throws {
    let machine = Machine(below: try Root())
    let clock = FrequencyCase(threads: 1)
    let team = try ThreadTeam(on: [machine.cpus[0]])
    let fastest = (0..<20).map { _ in clock.run(passes: 10, on: team).value }.max() ?? 0
    #expect(fastest > 1e8 && fastest < 1e10)
  }
}
