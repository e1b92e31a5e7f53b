import BenchKit
import Foundation
import LinuxFiles
import TestSupport
import Testing

/// A library whose products are right but for one element takes the place of OpenBLAS: what checks it is what
/// checks our own products.
@Suite("Planted garbage", .serialized)
struct BenchVerificationTests {
  private let folder: TemporaryDirectory

  init() throws {
    folder = try TemporaryDirectory()
  }

  /// Plain loops; `ERROR` is added to one element, and after `LAST` products no more are computed. A thread that is
  /// started when the library is loaded writes its CPUs, and whether it would take SIGINT, into `REPORT`.
  private static let source = """
    #define _GNU_SOURCE
    #include <pthread.h>
    #include <sched.h>
    #include <signal.h>
    #include <stdio.h>
    static void *tell(void *unused) {
      cpu_set_t cpus;
      sigset_t blocked;
      sched_getaffinity(0, sizeof cpus, &cpus);
      pthread_sigmask(SIG_BLOCK, NULL, &blocked);
      FILE *file = fopen(REPORT, "w");
      for (int cpu = 0; cpu < CPU_SETSIZE; cpu++)
        if (CPU_ISSET(cpu, &cpus)) fprintf(file, "%d ", cpu);
      fprintf(file, "%s", sigismember(&blocked, SIGINT) ? "blocked" : "open");
      fclose(file);
      return unused;
    }
    __attribute__((constructor)) static void start(void) {
      pthread_t thread;
      pthread_create(&thread, NULL, tell, NULL);
      pthread_join(thread, NULL);
    }
    static long products;
    #define PRODUCT(name, real) \\
      void name(int order, int ta, int tb, int m, int n, int k, real alpha, const real *a, int lda, \\
                const real *b, int ldb, real beta, real *c, int ldc) { \\
        if (++products > LAST) return; \\
        for (long i = 0; i < m; i++) { \\
          for (long j = 0; j < n; j++) c[i * ldc + j] = 0; \\
          for (long p = 0; p < k; p++) { \\
            real left = a[i * lda + p]; \\
            for (long j = 0; j < n; j++) c[i * ldc + j] += left * b[p * ldb + j]; \\
          } \\
        } \\
        c[(long)(m / 3) * ldc + n / 2] += ERROR; \\
      }
    PRODUCT(cblas_sgemm, float)
    PRODUCT(cblas_dgemm, double)
    """

  /// Runs `probe bench --blas` on products of n × n with the library; `verified` by who computed them.
  private func bench(
    _ format: String, n: Int, error: String = "0", last: Int = .max, _ words: [String] = []
  ) throws -> (status: Int32, verified: [String: Bool]) {
    try folder.write(Self.source, to: "planted.c")
    let built = try Program.run(
      "/usr/bin/env", "cc", "-O3", "-shared", "-fPIC", "-DERROR=\(error)",
      "-DLAST=\(last)", "-DREPORT=\"\(folder.path)/report\"", "-pthread", "-o",
      folder.path + "/libopenblas.so.0", folder.path + "/planted.c")
    try #require(built.status == 0, "no C compiler")
    let result = try BuiltProgram.run(
      "probe",
      [
        "bench", "--suite", "gemm", "--blas", "--json", "--state-dir", folder.path + "/state",
        "--only", "case=\(format)", "--only", "n=\(n)", "--only", "threads=1",
      ] + words, environment: ["LD_LIBRARY_PATH": folder.path])
    let object = try JSONSerialization.jsonObject(with: Data(result.output.utf8))
    let document = try #require(object as? [String: Any], "\(result.errors)")
    var verified: [String: Bool] = [:]
    for one in try #require(document["results"] as? [[String: Any]]) {
      let parameters = try #require(one["parameters"] as? [String: Any])
      verified[parameters["library"] as? String ?? "own"] = one["verified"] as? Bool
    }
    return (result.status, verified)
  }

  @Test(
    "one element of 1,048,576 that is wrong by 0.01 is found, and the run ends with 1",
    arguments: ["fp32", "fp64"])
  func oneWrongElement(format: String) throws {
    let found = try bench(format, n: 1024, error: "0.01")
    // On a busy machine a case may be left out as too slow; what was measured is right.
    #expect(found.verified["own"] != false)
    #expect(found.verified["OpenBLAS"] == false)
    #expect(found.status == 1)
  }

  @Test(
    "a library that computes nothing from the sixth product on does not pass with the fifth one's result"
  )
  func staleResult() throws {
    let found = try bench("fp32", n: 256, last: 5)
    #expect(found.verified["own"] == true)
    #expect(found.verified["OpenBLAS"] == false)
    #expect(found.status == 1)
  }

  @Test(
    "threads of a library keep to the CPUs that were asked for, and leave Ctrl-C to the program")
  func libraryThreads() throws {
    let cpu = try #require(Machine(below: try Root()).allowedCPUs.last)
    _ = try bench("fp32", n: 256, ["--cpus", "\(cpu)", "--seconds", "1"])
    #expect(
      try String(contentsOfFile: folder.path + "/report", encoding: .utf8) == "\(cpu) blocked")
  }

  @Test("the same library without the wrong element is taken for right")
  func noWrongElement() throws {
    let found = try bench("fp32", n: 256, error: "0")
    #expect(found.verified["own"] == true)
    #expect(found.verified["OpenBLAS"] == true)
    #expect(found.status == 0)
  }
}
