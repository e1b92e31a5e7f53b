import LinuxFiles
import Testing

@testable import BenchKit

/// Checksums of products are compared between machines and years: whoever changes the order of sums has to say so.
@Suite("The order in which products are summed")
struct GemmRevisionTests {
  private let team: ThreadTeam
  private let machine: Machine

  init() throws {
    let here = Machine(below: try Root())
    team = try ThreadTeam(on: [here.cpus[0]])
    machine = Machine(
      cpus: here.cpus,
      caches: [
        CacheLevel(level: 1, bytes: 32 << 10, sharers: 1),
        CacheLevel(level: 2, bytes: 1 << 20, sharers: 1),
      ], instructionSet: here.instructionSet, availableBytes: here.availableBytes)
  }

  private func product(
    _ format: GemmFormat, _ set: InstructionSet, n: Int
  ) throws -> GemmCase {
    let product = try #require(
      GemmCase(format, n: n, threads: 1, instructions: set, on: machine))
    try product.prepare(on: team)
    _ = product.run(passes: 1, on: team)
    try product.check()
    try product.conclude()
    return product
  }

  /// Revision 1 with an L1 of 32 KiB, n = 65 and n = 1030.
  private static let checksums: [String: [UInt64]] = [
    "fp64 sse2": [0x9627_77D0_B68E_FE25, 0x9B94_4DC6_52FE_8E7D],
    "fp32 sse2": [0x7374_ADA3_FA00_1926, 0xF523_BC92_D6AE_78A8],
    "bf16 sse2": [0x4C04_C24D_5888_67F0, 0x046F_8A1E_A752_E01A],
    "u8s8 sse2": [0x9574_B149_0D00_9091, 0x6196_A9DC_8DA7_AB7D],
    "fp64 avx2": [0xFA20_E238_0A33_D0A3, 0xAA8A_96B6_BE54_6646],
    "fp32 avx2": [0x8669_4965_E2E1_0682, 0x6264_FD95_41E3_2062],
    "bf16 avx2": [0x4C04_C24D_5888_67F0, 0x046F_8A1E_A752_E01A],
    "u8s8 avx2": [0x9574_B149_0D00_9091, 0x6196_A9DC_8DA7_AB7D],
    "fp64 avx512": [0xFA20_E238_0A33_D0A3, 0x6370_549E_D656_C658],
    "fp32 avx512": [0x8669_4965_E2E1_0682, 0x7198_18CC_FA89_E6DE],
    "bf16 avx512": [0x4C04_C24D_5888_67F0, 0x800A_E6F0_6040_68E7],
    "u8s8 avx512vnni": [0x9574_B149_0D00_9091, 0x6196_A9DC_8DA7_AB7D],
    "bf16 avx512bf16": [0xCDB7_B91C_F266_B821, 0x6E1A_6AA8_BD86_EE48],
  ]

  @Test(
    "has its revision: with other bits `GemmProduct.revision` counts on, and these numbers change")
  func revision() throws {
    #expect(GemmProduct.revision == 1)
    for set in InstructionSet.allCases where set <= machine.instructionSet {
      for format in GemmFormat.allCases where GemmKernel(format, on: set) != nil {
        var found: [UInt64] = []
        for n in [65, 1030] {
          let product = try product(format, set, n: n)
          found.append(try #require(product.checksum))
          product.release()
        }
        #expect(Self.checksums["\(format.name) \(set)"] == found, "\(format.name) \(set)")
      }
    }
  }

  @Test("is that of k, in slabs of which each is added to the sum of those before it")
  func order() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    print("seed \(seed)")
    var random = RandomSource(seed: seed)
    let n = 1030
    for set in InstructionSet.allCases where set <= machine.instructionSet {
      for format in [GemmFormat.fp64, .fp32] {
        guard let kernel = GemmKernel(format, on: set) else { continue }
        let depth = GemmBlocking(
          n: n, threads: 1, kernel: kernel, caches: machine.caches
        ).depth
        let product = try product(format, set, n: n)
        let operands = try #require(product.operands)
        for _ in 0..<50 {
          let (row, column) = (random.index(below: n), random.index(below: n))
          let expected =
            format == .fp64
            ? sum(operands, row, column, depth, isFused: set != .baseline) as Double
            : Double(sum(operands, row, column, depth, isFused: set != .baseline) as Float)
          #expect(
            operands.computed(row: row, column: column) == expected,
            "\(format.name) \(set) (\(row), \(column))")
        }
        product.release()
      }
    }
  }

  private func sum<Number: BinaryFloatingPoint>(
    _ operands: GemmMatrices, _ row: Int, _ column: Int, _ depth: Int, isFused: Bool
  ) -> Number {
    let a = operands.a.assumingMemoryBound(to: Number.self)
    let b = operands.b.assumingMemoryBound(to: Number.self)
    let n = operands.n
    var sum: Number?
    for start in stride(from: 0, to: n, by: depth) {
      var slab: Number = 0
      for k in start..<min(start + depth, n) {
        let (left, right) = (a[row * n + k], b[k * n + column])
        slab = isFused ? slab.addingProduct(left, right) : slab + left * right
      }
      sum = sum.map { $0 + slab } ?? slab
    }
    return sum ?? 0
  }
}
