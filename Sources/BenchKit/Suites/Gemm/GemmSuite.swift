/// Matrix products: what the arithmetic of a node gives a program that uses it well.
public enum GemmSuite: Suite {
  /// "gemm".
  public static let name: StaticString = "gemm"
  /// For `--help`.
  public static let summary: StaticString = "matrix products, each one verified"

  /// One core and all cores, by the best kernel of each format; quick: what a slow machine can do too, and
  /// one size that only all cores finish in its time.
  public static func cases(on machine: Machine, plan: Plan) throws(BenchError) -> [any Case] {
    let isQuick = plan.extent == .quick
    let counts = Set([1, machine.cpus.count]).sorted()
    var cases: [any Case] = []
    for format in GemmFormat.allCases {
      guard let kernel = GemmKernel.best(format, upTo: machine.instructionSet) else { continue }
      for n in isQuick ? [1024, 2048] : [2048, 512, 1024, 2049, 4096] {
        for threads in isQuick && n > 1024 ? counts.suffix(1) : counts[...] {
          guard
            let one = GemmCase(
              format, n: n, threads: threads, instructions: kernel.instructions, on: machine),
            one.bytes <= min(plan.memoryLimit, machine.availableBytes)
          else { continue }
          cases.append(one)
        }
      }
    }
    guard !cases.isEmpty else {
      throw .impossible("gemm: not even n = 512 fits into \(plan.memoryLimit >> 20) MiB")
    }
    return cases
  }

  /// The same cases with those of every vendor's library that is installed behind each, so that all are
  /// measured in turns. Throws where there is none.
  public static func compared(
    _ cases: [any Case], on machine: Machine
  ) throws(BenchError) -> [any Case] {
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
