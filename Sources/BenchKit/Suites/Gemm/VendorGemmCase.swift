internal import CLinux
internal import LinuxFiles
public import NodeModel

/// The same product by somebody else's library, verified and timed the same way.
///
/// The library starts threads of its own, which inherit the CPUs of the thread that calls it: so that thread
/// may use the team's for as long as the product takes.
public final class VendorGemmCase: Case {
  /// As `GemmCase`, with the library in the place of the instruction set.
  public let subject: Subject
  /// Threads that the library is told to use.
  public let threads: Int

  private let n: Int
  private let format: GemmFormat
  private let library: VendorLibrary
  private let machine: Machine
  private var matrices: GemmMatrices?
  private var verification: GemmCheck?
  private var random = RandomSource(seed: 3)

  /// Nil for formats that the C interface of BLAS does not know.
  public init?(
    _ format: GemmFormat, n: Int, threads: Int, by library: VendorLibrary, on machine: Machine
  ) {
    guard format == .fp64 || format == .fp32 else { return nil }
    self.format = format
    self.n = n
    self.threads = threads
    self.library = library
    self.machine = machine
    subject = Subject(
      suite: GemmSuite.name, name: format.name,
      parameters: [.n(n), .threads(threads), .text("library", library.product.rawValue)],
      unit: format.unit)
  }

  /// Bytes of the matrices; what the library allocates is its own affair.
  public var bytes: Int { GemmMatrices.bytes(n: n, format: format) }

  /// The best instructions that the machine has for this format.
  public var ceiling: (any Case)? {
    GemmKernel.best(format, upTo: machine.instructionSet).flatMap {
      PeakCase(ceilingOf: format, threads: threads, instructions: $0.instructions, on: machine)
    }
  }

  /// Fills the same matrices as `GemmCase`. Throws where the library takes another number of threads than it is told.
  public func prepare(on team: ThreadTeam) throws(BenchError) {
    let taken = library.use(threads: threads)
    guard taken == threads else {
      throw .impossible(
        "\(library.product.rawValue) was told to use \(threads) threads and says that it uses \(taken)"
      )
    }
    do {
      let matrices = try GemmMatrices(n: n, format: format)
      let threads = min(threads, team.cpus.count)
      team.run(on: threads) { matrices.fill(as: $0, of: threads, seed: 1) }
      verification = GemmCheck(matrices, seed: 2)
      self.matrices = matrices
    } catch {
      throw .system(error)
    }
  }

  /// The whole product, `passes` times. The share of the CPU is known of one thread, which is the caller; of
  /// several, which are not ours, the kernel's counters tell who else used the CPUs.
  public func run(passes: Int, on team: ThreadTeam) -> Repetition {
    guard let matrices else { preconditionFailure("run before prepare") }
    let affinity = ThreadAffinity(among: team.cpus.prefix(threads))
    defer { affinity.restore() }
    library.use(threads: threads)
    matrices.spoil(&random)
    let start = clinux_monotonic_nanoseconds()
    let worked = clinux_thread_nanoseconds()
    for _ in 0..<passes { _ = library.multiply(matrices) }
    let own = Double(clinux_thread_nanoseconds() - worked) / 1e9
    let seconds = Double(clinux_monotonic_nanoseconds() - start) / 1e9
    let share = threads == 1 ? own / seconds : 1
    let (passes, n) = (Double(passes), Double(n))
    return Repetition(
      work: 2 * passes * n * n * n, in: TeamTime(seconds: seconds, cpuShare: share, balance: 1))
  }

  /// Freivalds' check of the last product.
  public func check() throws(BenchError) {
    try verification?.check()
  }

  /// Unmaps the matrices.
  public func release() {
    (verification, matrices) = (nil, nil)
  }
}
