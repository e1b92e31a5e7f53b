/// Matrix products: what the arithmetic of a node gives a program that uses it well.
public enum GemmSuite: Suite {
  /// "gemm".
  public static let name: StaticString = "gemm"
  /// For `--help`.
  public static let summary: StaticString = "matrix products, each one verified"

  /// One core and all cores, by the best kernel of each format.
  public static func cases(on machine: Machine, plan: Plan) throws(BenchError) -> [any Case] {
    let sizes = plan.extent == .quick ? [2048, 512] : [2048, 512, 1024, 2049, 4096]
    var cases: [any Case] = []
    for format in GemmFormat.allCases {
      guard let kernel = GemmKernel.best(format, upTo: machine.instructionSet) else { continue }
      for n in sizes {
        for threads in Set([1, machine.cpus.count]).sorted() {
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
}
