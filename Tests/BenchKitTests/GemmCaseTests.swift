import CKernels
import LinuxFiles
import NodeModel
import Testing

@testable import BenchKit

/// What one run of a product needs: a machine, a team, the product.
private struct Bench {
  let machine: Machine
  let team: ThreadTeam

  /// A team of `count` threads, on the same CPUs again where there are fewer.
  init(threads count: Int = 1) throws {
    let machine = Machine(below: try Root())
    team = try ThreadTeam(on: (0..<count).map { machine.cpus[$0 % machine.cpus.count] })
    self.machine = machine
  }

  /// The kernels that this machine runs.
  var kernels: [(GemmFormat, InstructionSet)] {
    InstructionSet.allCases.filter { $0 <= machine.instructionSet }.flatMap { set in
      GemmFormat.allCases.compactMap { GemmKernel($0, on: set) == nil ? nil : ($0, set) }
    }
  }

  func product(_ format: GemmFormat, _ set: InstructionSet, n: Int, threads: Int = 1) throws
    -> GemmCase
  {
    let product = try #require(
      GemmCase(format, n: n, threads: threads, instructions: set, on: machine))
    try product.prepare(on: team)
    return product
  }
}

@Suite("A matrix product")
struct GemmCaseTests {
  @Test(
    "bfloat16 is widened where floats are faster by a quarter than pairs of it, and else is not")
  func bfloatKernel() throws {
    // Gop/s of an Intel Xeon (model 207) and of an AMD Zen 4 guest.
    #expect(GemmKernel.widens(floats: 172, pairs: 85))
    #expect(!GemmKernel.widens(floats: 117, pairs: 232))
    let machine = Machine(below: try Root())
    for format in GemmFormat.allCases {
      let kernel = try #require(GemmKernel.fastest(format, on: machine))
      let best = try #require(GemmKernel.best(format, upTo: machine.instructionSet))
      #expect(kernel.instructions == best.instructions || kernel.instructions == .avx512)
      let product = try #require(GemmCase(fastest: format, n: 8, threads: 1, on: machine))
      #expect(product.ceiling != nil && product.subject["isa"] == .text("\(kernel.instructions)"))
    }
  }

  @Test("is the plain product in every element", arguments: [1, 2, 3, 13, 14, 15, 17, 33, 65])
  func everyElement(n: Int) throws {
    let bench = try Bench()
    for (format, set) in bench.kernels {
      let product = try bench.product(format, set, n: n)
      _ = product.run(passes: 1, on: bench.team)
      try expectPlainProduct(product, format, set, n: n, rows: Array(0..<n))
      try product.check()
    }
  }

  @Test("is the plain product beyond one slab and one block", arguments: [515, 1030])
  func severalSlabs(n: Int) throws {
    let bench = try Bench()
    for (format, set) in bench.kernels {
      let product = try bench.product(format, set, n: n)
      _ = product.run(passes: 1, on: bench.team)
      try expectPlainProduct(product, format, set, n: n, rows: [0, n - 1])
      try product.check()
    }
  }

  @Test("is the same with three threads, twice in a row")
  func severalThreads() throws {
    let bench = try Bench(threads: 3)
    let n = 257
    for (format, set) in bench.kernels {
      let product = try bench.product(format, set, n: n, threads: 3)
      _ = product.run(passes: 2, on: bench.team)
      try expectPlainProduct(product, format, set, n: n, rows: [0, 100, n - 1])
      try product.check()
    }
  }

  @Test("has the same bits whatever threads compute it, and whenever", arguments: [65, 1030])
  func checksum(n: Int) throws {
    let bench = try Bench(threads: 3)
    for (format, set) in bench.kernels {
      var found: Set<UInt64> = []
      for (threads, passes) in [(1, 1), (1, 2), (2, 1), (3, 1)] {
        let product = try bench.product(format, set, n: n, threads: threads)
        _ = product.run(passes: passes, on: bench.team)
        try product.check()
        try product.conclude()
        product.release()
        found.insert(try #require(product.checksum))
      }
      #expect(found.count == 1, "\(format) \(set)")
    }
  }

  @Test(
    "that has one other element has another checksum, and one that was not found right has none")
  func otherChecksum() throws {
    let bench = try Bench()
    for format in GemmFormat.allCases {
      let set = try #require(GemmKernel.best(format, upTo: bench.machine.instructionSet))
        .instructions
      let product = try bench.product(format, set, n: 100)
      _ = product.run(passes: 1, on: bench.team)
      let operands = try #require(product.operands)
      let right = operands.checksum
      product.perturb(row: 99, column: 99, by: 1)
      #expect(operands.checksum != right)
      try product.conclude()
      product.release()
      #expect(product.checksum == nil)
    }
  }

  @Test("that has other bits than the first one is wrong, though its check cannot see it")
  func silentError() throws {
    let bench = try Bench()
    for format in [GemmFormat.fp64, .fp32, .bf16] {
      let set = try #require(GemmKernel.best(format, upTo: bench.machine.instructionSet))
        .instructions
      let product = try bench.product(format, set, n: 300)
      for _ in 0..<2 {
        _ = product.run(passes: 1, on: bench.team)
        try product.check()
        try product.conclude()
      }
      product.perturb(row: 7, column: 299, by: GemmCheck.tolerance(n: 300, format: format) / 2)
      try product.check()
      #expect(throws: BenchError.self, "\(format)") { try product.conclude() }
    }
  }

  @Test(
    "is told by XXH64",
    arguments: [
      // As the reference program and Python's xxhash print them.
      ("", 0xef46_db37_51d8_e999), ("a", 0xd24e_c4f1_a98c_6e5b), ("abc", 0x44bc_2cf5_ad77_0999),
      ("Nobody inspects the spammish repetition", 0xfbce_a83c_8a37_8bf1),
    ] as [(String, UInt64)])
  func digest(text: String, expected: UInt64) {
    let bytes = Array(text.utf8)
    #expect(ckernels_xxh64(bytes, bytes.count) == expected)
  }

  @Test("counts two operations for each multiply-add")
  func work() throws {
    let bench = try Bench()
    let product = try bench.product(.fp32, .baseline, n: 100)
    let repetition = product.run(passes: 3, on: bench.team)
    #expect(repetition.work == 6_000_000)
    #expect(abs(repetition.value * repetition.time.seconds / 6_000_000 - 1) < 1e-9)
  }

  @Test("with one wrong element of a million is caught, wherever it is")
  func plantedError() throws {
    let bench = try Bench()
    let n = 1_000
    let seed = UInt64.random(in: 0...UInt64.max)
    print("seed \(seed)")
    var random = RandomSource(seed: seed)
    for format in GemmFormat.allCases {
      let set = try #require(GemmKernel.best(format, upTo: bench.machine.instructionSet))
        .instructions
      let product = try bench.product(format, set, n: n)
      _ = product.run(passes: 1, on: bench.team)
      try product.check()
      // What the check promises: twice the tolerance of a row, any integer.
      let error = format == .int8 ? 1 : 2.001 * GemmCheck.tolerance(n: n, format: format)
      for (row, column) in [(0, 0), (n - 1, n - 1)]
        + (0..<20).map({ _ in (random.index(below: n), random.index(below: n)) })
      {
        product.perturb(row: row, column: column, by: error)
        #expect(throws: BenchError.self, "\(format) (\(row), \(column))") { try product.check() }
        product.perturb(row: row, column: column, by: -error)
      }
      try product.check()
    }
  }

  @Test("that was never computed, or is not a number, is caught")
  func garbage() throws {
    let bench = try Bench()
    for (format, set) in bench.kernels {
      let product = try bench.product(format, set, n: 40)
      #expect(throws: BenchError.self) { try product.check() }
      guard format != .int8 else { continue }
      _ = product.run(passes: 1, on: bench.team)
      try product.check()
      product.perturb(row: 7, column: 8, by: .nan)
      #expect(throws: BenchError.self) { try product.check() }
    }
  }

  @Test("that leaves C as the last one left it is caught, in whatever part of 128 rows")
  func stale() throws {
    let bench = try Bench()
    let n = 300
    for (format, set) in bench.kernels {
      let product = try bench.product(format, set, n: n)
      _ = product.run(passes: 1, on: bench.team)
      try product.check()
      let matrices = try #require(product.operands)
      let rowBytes = n * format.resultBytes
      let right = (0..<n * rowBytes).map { matrices.c.load(fromByteOffset: $0, as: UInt8.self) }
      var random = RandomSource(seed: 7)
      matrices.spoil(&random)
      #expect(throws: BenchError.self) { try product.check() }
      // All is computed anew but the rows from 100 to 227.
      for place in right.indices where !(100..<228).contains(place / rowBytes) {
        matrices.c.storeBytes(of: right[place], toByteOffset: place, as: UInt8.self)
      }
      #expect(throws: BenchError.self) { try product.check() }
      for place in right.indices {
        matrices.c.storeBytes(of: right[place], toByteOffset: place, as: UInt8.self)
      }
      try product.check()
    }
  }

  @Test("of a full run begin in L2 and end in memory, with an expectation of their time")
  func sizes() throws {
    let machine = Machine(below: try Root())
    let plan = Plan(extent: .full, memoryLimit: 1 << 30)
    let cases = try GemmSuite.cases(on: machine, plan: plan).compactMap { $0 as? GemmCase }
    #expect(Set(cases.map(\.n)) == [192, 512, 1024, 2048, 2049, 4096])
    // 192² doubles three times are 864 KiB.
    let small = try #require(cases.first { $0.n == 192 && $0.threads == 1 })
    let large = try #require(cases.first { $0.n == 4096 && $0.threads == 1 })
    #expect(small.expectedPass > 0)
    // (4096 / 192)³
    #expect(abs(large.expectedPass / small.expectedPass / 9_709.04 - 1) < 1e-5)
  }

  @Test("is not offered where the machine lacks the instructions")
  func unknownInstructions() {
    let old = Machine(cpus: [0], caches: [], instructionSet: .baseline, availableBytes: 1 << 30)
    #expect(GemmCase(.fp32, n: 8, threads: 1, instructions: .avx2, on: old) == nil)
    #expect(GemmCase(.fp32, n: 8, threads: 1, instructions: .baseline, on: old) != nil)
  }

  /// Compares rows of C with sums of products in doubles. No order of summation is off by more than
  /// n·u·Σ|a||b| (with a little more for n·u beside 1, and for the sum here).
  private func expectPlainProduct(
    _ product: GemmCase, _ format: GemmFormat, _ set: InstructionSet, n: Int, rows: [Int]
  ) throws {
    let matrices = try #require(product.operands)
    let a = (0..<n * n).map { number(matrices.a, $0, format, isLeft: true) }
    let b = (0..<n * n).map { number(matrices.b, $0, format, isLeft: false) }
    let roundoff = format == .fp64 ? 0x1p-52 : format == .int8 ? 0 : 0x1.01p-24
    var wrong = 0
    for i in rows {
      var sums = [Double](repeating: 0, count: n)
      var magnitudes = sums
      for k in 0..<n {
        for j in 0..<n {
          sums[j] += a[i * n + k] * b[k * n + j]
          magnitudes[j] += abs(a[i * n + k] * b[k * n + j])
        }
      }
      for j in 0..<n {
        let c =
          switch format {
          case .fp64: matrices.c.load(fromByteOffset: 8 * (i * n + j), as: Double.self)
          case .fp32, .bf16:
            Double(matrices.c.load(fromByteOffset: 4 * (i * n + j), as: Float.self))
          case .int8: Double(matrices.c.load(fromByteOffset: 4 * (i * n + j), as: Int32.self))
          }
        if !(abs(c - sums[j]) <= Double(n) * roundoff * magnitudes[j]) { wrong += 1 }
      }
    }
    #expect(wrong == 0, "\(format) on \(set), n = \(n)")
  }

  private func number(
    _ matrix: UnsafeMutableRawPointer, _ index: Int, _ format: GemmFormat, isLeft: Bool
  ) -> Double {
    switch format {
    case .fp64: matrix.load(fromByteOffset: 8 * index, as: Double.self)
    case .fp32: Double(matrix.load(fromByteOffset: 4 * index, as: Float.self))
    case .bf16:
      Double(
        Float(bitPattern: UInt32(matrix.load(fromByteOffset: 2 * index, as: UInt16.self)) << 16))
    case .int8:
      isLeft
        ? Double(matrix.load(fromByteOffset: index, as: UInt8.self))
        : Double(matrix.load(fromByteOffset: index, as: Int8.self))
    }
  }
}
