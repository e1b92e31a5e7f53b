import CKernels
import TestSupport
import Testing

@testable import BenchKit

@Suite("The kernels that move memory")
struct StreamKernelTests {
  /// Around every step of every instruction set: 64 bytes to 512, one more and one less.
  private static let counts = [
    0, 1, 2, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 127, 1_000, 4_099,
  ]
  private static let guarded = 64

  struct Variant: CustomTestStringConvertible {
    let kernel: StreamKernel
    let stores: StreamStores
    let set: InstructionSet
    var testDescription: String { "\(kernel) \(stores) \(set)" }
  }

  /// Every kernel that this machine can run.
  static let variants: [Variant] = InstructionSet.allCases.filter { $0 <= .best }.flatMap { set in
    StreamKernel.allCases.flatMap { kernel in
      [StreamStores.regular, .nonTemporal].compactMap { stores in
        kernel.compiled(for: set, stores: stores) == nil
          ? nil : Variant(kernel: kernel, stores: stores, set: set)
      }
    }
  }

  @Test("exist with regular stores for every set, with non-temporal ones where they store")
  func allExist() {
    let sets = InstructionSet.allCases.filter { $0 <= .best }.count
    #expect(Self.variants.count == sets * 11)
  }

  @Test(
    "compute what plain loops compute, at any length, and touch nothing else", arguments: variants)
  func plainLoops(variant: Variant) throws {
    var random = SeededRandom(20_26)
    let compiled = try #require(variant.kernel.compiled(for: variant.set, stores: variant.stores))
    for count in Self.counts {
      let a = (0..<count).map { _ in Double(Int.random(in: -1_000...1_000, using: &random)) }
      let b = (0..<count).map { _ in Double(Int.random(in: -1_000...1_000, using: &random)) }
      let s = 7.0
      let passes = 3
      let room = (count + 2 * Self.guarded) * 8
      let region = try Region(3 * 8192 * 8, pages: .base)
      let memory = region.start.assumingMemoryBound(to: Double.self)
      #expect(room <= 8192 * 8)
      for index in 0..<3 * 8192 { memory[index] = -5 }
      let target = memory + Self.guarded
      let first = memory + 8192 + Self.guarded
      let second = memory + 2 * 8192 + Self.guarded
      for index in 0..<count {
        first[index] = a[index]
        second[index] = b[index]
      }
      var arrays = ckernels_arrays(
        target: target, first: first, second: second, count: count, scalar: s)
      let sum = compiled(&arrays, passes)

      let expected: [Double]
      switch variant.kernel {
      case .read: expected = a.map { _ in -5 }
      case .write: expected = a.map { _ in s + 3 }
      case .copy: expected = a
      case .scale: expected = a.map { s * $0 }
      case .add: expected = zip(a, b).map { $0 + $1 }
      case .triad: expected = zip(a, b).map { $0 + s * $1 }
      }
      #expect((0..<count).map { target[$0] } == expected, "\(count) elements")
      #expect(sum == (variant.kernel == .read ? 3 * a.reduce(0, +) : 0), "\(count) elements")
      #expect((0..<count).map { first[$0] } == a)
      #expect((0..<count).map { second[$0] } == b)
      for place in 1...Self.guarded {
        #expect(target[-place] == -5 && target[count + place - 1] == -5, "\(count) elements")
      }
      withExtendedLifetime(region) {}
    }
  }

  @Test("count as STREAM counts: 8, 8, 16, 16, 24 and 24 bytes an element")
  func countedBytes() {
    #expect(StreamKernel.allCases.map { $0.arrays * 8 } == [8, 8, 16, 16, 24, 24])
  }
}
