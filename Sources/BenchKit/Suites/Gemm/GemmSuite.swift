internal import NodeModel

/// Matrix products: what the arithmetic of a node gives a program that uses it well.
public enum GemmSuite: Suite {
  /// "gemm".
  public static let name: StaticString = "gemm"
  /// For `--help`.
  public static let summary: StaticString = "matrix products, each one verified"

  /// A matrix of that many doubles has half a terabyte.
  private static let largest = 1 << 18

  /// One core and all cores, by the best kernel of each format; quick: what fits into its time. Sizes and
  /// threads that somebody asked for stand in the place of these.
  public static func cases(on machine: Machine, plan: Plan) throws(BenchError) -> [any Case] {
    try selection(on: machine, plan: plan).cases
  }

  /// The same with those that need more memory than there is.
  public static func selection(
    on machine: Machine, plan: Plan
  ) throws(BenchError) -> CaseSelection {
    let usual = Set([1, machine.cpus.count])
    let asked = plan.choice.counts(of: "threads", upTo: machine.cpus.count) ?? []
    // Who asks for some of the usual ones wants no other sizes for them.
    let counts = (usual.isSuperset(of: asked) ? usual : Set(asked)).sorted()
    let room = min(plan.memoryLimit, machine.availableBytes)
    var cases: [GemmCase] = []
    for format in GemmFormat.allCases {
      guard let kernel = GemmKernel.fastest(format, on: machine) else { continue }
      let pace = GemmPace(of: format, on: kernel.instructions, machine: machine)
      // The smallest lies in L2, the largest in memory.
      var sizes = [2048, 192, 512, 1024, 2049, 4096].flatMap { n in
        counts.map { (n: n, threads: $0) }
      }
      if let chosen = plan.choice.counts(of: "n", upTo: largest) {
        sizes = chosen.flatMap { n in counts.map { (n: n, threads: $0) } }
      } else if plan.extent == .quick {
        sizes = pace?.sizes(counts) ?? []
      }
      cases += sizes.compactMap { n, threads in
        GemmCase(
          format, n: n, threads: threads, instructions: kernel.instructions, on: machine,
          pace: pace?.rate)
      }
    }
    let fitting = cases.filter { $0.bytes <= room }
    guard !fitting.isEmpty else {
      throw .impossible("gemm: no size fits into \(plan.memoryLimit >> 20) MiB")
    }
    let omissions = cases.filter { $0.bytes > room }.map {
      BenchOmission(
        subject: $0.subject,
        reason: "needs \($0.bytes >> 20) MiB, the limit is \(room >> 20) MiB")
    }
    return CaseSelection(fitting, without: omissions)
  }

  /// The same cases with those of every vendor's library that is installed behind each, so that all are
  /// measured in turns. Throws where there is none.
  public static func compared(
    _ cases: [any Case], on machine: Machine
  ) throws(BenchError) -> [any Case] {
    // Libraries start threads while they are loaded, which keep to the CPUs of whoever loads them.
    let affinity = ThreadAffinity(among: machine.cpus)
    defer { affinity.restore() }
    VendorLibrary.haveThreadsSleepSoon()
    let libraries = VendorLibrary.Product.allCases.compactMap { VendorLibrary($0) }
    guard !libraries.isEmpty else {
      throw .impossible(
        "no OpenBLAS, BLIS, MKL or AOCL is installed; on Debian: apt install libopenblas0-pthread")
    }
    return cases.flatMap { own -> [any Case] in
      guard let own = own as? GemmCase else { return [own] }
      return [own]
        + libraries.compactMap {
          VendorGemmCase(own.format, n: own.n, threads: own.threads, by: $0, on: machine)
        }
    }
  }
}
