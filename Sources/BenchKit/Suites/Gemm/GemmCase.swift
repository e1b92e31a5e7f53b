internal import LinuxFiles
public import NodeModel

/// One product of square matrices, again and again.
public final class GemmCase: Case {
  /// What is multiplied, by how many threads, by which kernel.
  public let subject: Subject
  /// Threads of the team that it uses.
  public let threads: Int

  /// Rows and columns.
  let n: Int
  /// What the matrices are made of.
  var format: GemmFormat { kernel.format }
  private let kernel: GemmKernel
  private let machine: Machine
  private var matrices: GemmMatrices?
  private var product: GemmProduct?
  private var verification: GemmCheck?
  private var random = RandomSource(seed: 3)
  /// Whether C holds a product that was found right.
  private var isRight = false
  /// The digest of the first product that was found right: each element is summed in the order of k, in slabs whose
  /// depth kernel and L1 give, so that neither threads nor who takes which piece change a bit of it.
  public private(set) var checksum: UInt64?
  /// Operations a second of one thread, about; nil where nobody tried.
  private let pace: Double?

  /// Nil where the instruction set has no kernel of its own for this format, or the machine lacks it.
  public init?(
    _ format: GemmFormat, n: Int, threads: Int, instructions: InstructionSet, on machine: Machine,
    pace: Double? = nil
  ) {
    guard instructions <= machine.instructionSet,
      let kernel = GemmKernel(format, on: instructions)
    else { return nil }
    self.n = n
    self.threads = threads
    self.kernel = kernel
    self.machine = machine
    self.pace = pace
    subject = Subject(
      suite: GemmSuite.name, name: format.name,
      parameters: [.n(n), .threads(threads), .instructions(instructions)], unit: format.unit)
  }

  /// By the kernel that is fastest here, as the suite measures it; nil where there is none for this format.
  public convenience init?(
    fastest format: GemmFormat, n: Int, threads: Int, on machine: Machine
  ) {
    guard let kernel = GemmKernel.fastest(format, on: machine) else { return nil }
    self.init(format, n: n, threads: threads, instructions: kernel.instructions, on: machine)
  }

  /// Bytes of the matrices and of their packed slabs.
  public var bytes: Int {
    GemmMatrices.bytes(n: n, format: kernel.format)
      + GemmProduct.bytes(
        n: n, threads: threads, kernel: kernel, caches: machine.cachesOfProduct(threads: threads))
  }

  /// By the pace of a small product.
  public var expectedPass: Double {
    pace.map { 2 * Double(n) * Double(n) * Double(n) / ($0 * Double(threads)) } ?? 0
  }

  /// The multiply-adds that the same instructions do from registers.
  public var ceiling: (any Case)? {
    PeakCase(
      ceilingOf: kernel.format, threads: threads, instructions: kernel.instructions, on: machine)
  }

  /// Maps the matrices, fills them from the threads, and computes what the check compares with.
  public func prepare(on team: ThreadTeam) throws(BenchError) {
    do {
      let matrices = try GemmMatrices(n: n, format: kernel.format)
      let threads = threads
      team.run(on: threads) { matrices.fill(as: $0, of: threads, seed: 1) }
      product = unsafe try GemmProduct(
        n: n, threads: threads, kernel: kernel, caches: machine.cachesOfProduct(threads: threads),
        a: matrices.a, b: matrices.b, c: matrices.c)
      verification = GemmCheck(matrices, seed: 2)
      self.matrices = matrices
    } catch {
      throw .system(error)
    }
  }

  /// The whole product, packing included, `passes` times. What is in C before is spoiled outside the clock.
  public func run(passes: Int, on team: ThreadTeam) -> Repetition {
    guard let product, let matrices else { preconditionFailure("run before prepare") }
    matrices.spoil(&random)
    isRight = false
    let time = team.run(on: threads) { thread in
      for _ in 0..<passes { product.multiply(as: thread) }
    }
    let (passes, n) = (Double(passes), Double(n))
    return Repetition(work: 2 * passes * n * n * n, in: time)
  }

  /// Freivalds' check of the last product.
  public func check() throws(BenchError) {
    try verification?.check()
    isRight = true
  }

  /// Compares the bits of the last product with those of the first.
  public func conclude() throws(BenchError) {
    guard isRight, let matrices else { return }
    let digest = matrices.checksum
    if let checksum, checksum != digest {
      throw .wrong("a product has other bits than the first, though within what rounding may do")
    }
    checksum = digest
  }

  /// Unmaps everything.
  public func release() {
    isRight = false
    (verification, product, matrices) = (nil, nil, nil)
  }
}

extension GemmCase {
  /// Adds to an element of C, for tests of the check.
  func perturb(row: Int, column: Int, by error: Double) {
    guard let matrices else { return }
    let offset = (row * n + column) * kernel.format.resultBytes
    switch kernel.format {
    case .fp64:
      let value = unsafe matrices.c.load(fromByteOffset: offset, as: Double.self)
      unsafe matrices.c.storeBytes(of: value + error, toByteOffset: offset, as: Double.self)
    case .fp32, .bf16:
      let value = unsafe matrices.c.load(fromByteOffset: offset, as: Float.self)
      unsafe matrices.c.storeBytes(of: value + Float(error), toByteOffset: offset, as: Float.self)
    case .int8:
      let value = unsafe matrices.c.load(fromByteOffset: offset, as: Int32.self)
      unsafe matrices.c.storeBytes(of: value &+ Int32(error), toByteOffset: offset, as: Int32.self)
    }
  }

  /// C's matrices, for tests that multiply by themselves.
  var operands: GemmMatrices? { matrices }
}
