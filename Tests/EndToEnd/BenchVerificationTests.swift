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

  /// Plain loops after `DELAY` seconds of work; `ERROR` is added to one element, and after `LAST` products no more
  /// are computed. A thread that is started when the library is loaded writes its CPUs, whether it would take SIGINT,
  /// and how long idle threads of OpenMP would spin into `REPORT`. `SETTER` is the call that sets the number of threads,
  /// of which it takes `MOST` at most.
  private static let source = """
    #define _GNU_SOURCE
    #include <pthread.h>
    #include <sched.h>
    #include <signal.h>
    #include <stdio.h>
    #include <stdlib.h>
    #include <time.h>
    #include <unistd.h>
    static double now(void) {
      struct timespec time;
      clock_gettime(CLOCK_MONOTONIC, &time);
      return time.tv_sec + 1e-9 * time.tv_nsec;
    }
    static void *tell(void *unused) {
      cpu_set_t cpus;
      sigset_t blocked;
      sched_getaffinity(0, sizeof cpus, &cpus);
      pthread_sigmask(SIG_BLOCK, NULL, &blocked);
      FILE *file = fopen(REPORT, "w");
      for (int cpu = 0; cpu < CPU_SETSIZE; cpu++)
        if (CPU_ISSET(cpu, &cpus)) fprintf(file, "%d ", cpu);
      fprintf(file, "%s", sigismember(&blocked, SIGINT) ? "blocked" : "open");
      const char *names[] = {
        "KMP_BLOCKTIME", "GOMP_SPINCOUNT", "OPENBLAS_THREAD_TIMEOUT", "OMP_WAIT_POLICY"};
      for (int i = 0; i < 4; i++) {
        const char *value = getenv(names[i]);
        fprintf(file, " %s", value ? value : "unset");
      }
      fclose(file);
      return unused;
    }
    __attribute__((constructor)) static void start(void) {
      pthread_t thread;
      pthread_create(&thread, NULL, tell, NULL);
      pthread_join(thread, NULL);
    }
    static int taken = 1;
    void SETTER(int threads) { taken = threads < MOST ? threads : MOST; }
    int openblas_get_num_threads(void) { return taken; }
    static long products;
    #define PRODUCT(name, real) \\
      void name(int order, int ta, int tb, int m, int n, int k, real alpha, const real *a, int lda, \\
                const real *b, int ldb, real beta, real *c, int ldc) { \\
        if (++products > LAST) return; \\
        for (double end = now() + DELAY; DELAY > 0 && now() < end;) {} \\
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

  private func plant(
    error: String = "0", last: Int = .max, delay: Double = 0,
    setter: String = "openblas_set_num_threads", most: Int = 1
  ) throws {
    try folder.write(Self.source, to: "planted.c")
    let built = try Program.run(
      "/usr/bin/env", "cc", "-O3", "-shared", "-fPIC", "-DERROR=\(error)",
      "-DLAST=\(last)", "-DDELAY=\(delay)", "-DREPORT=\"\(folder.path)/report\"",
      "-DSETTER=\(setter)", "-DMOST=\(most)",
      "-pthread", "-o",
      folder.path + "/libopenblas.so.0", folder.path + "/planted.c")
    try #require(built.status == 0, "no C compiler")
  }

  /// The words for products of n × n, our own ones and the library's.
  private func words(_ format: String, n: Int) -> [String] {
    [
      "bench", "--suite", "gemm", "--blas", "--json", "--state-dir", folder.path + "/state",
      "--only", "case=\(format)", "--only", "n=\(n)", "--only", "threads=1",
    ]
  }

  private func run(_ words: [String]) throws -> BuiltProgram.Result {
    try BuiltProgram.run("probe", words, environment: ["LD_LIBRARY_PATH": folder.path])
  }

  /// Of the document's results, by who computed them.
  private func verified(in text: String) throws -> [String: Bool] {
    let object = try JSONSerialization.jsonObject(with: Data(text.utf8))
    // What is kept is a list of documents.
    let document = try #require((object as? [Any])?.first ?? object) as? [String: Any]
    var verified: [String: Bool] = [:]
    for one in try #require(document?["results"] as? [[String: Any]]) {
      let parameters = try #require(one["parameters"] as? [String: Any])
      verified[parameters["library"] as? String ?? "own"] = one["verified"] as? Bool
    }
    return verified
  }

  /// Runs `probe bench --blas` with the library; `verified` by who computed the products. On a busy machine a case may be
  /// left out as too slow: then it runs again.
  private func bench(
    _ format: String, n: Int, error: String = "0", last: Int = .max, _ more: [String] = []
  ) throws -> (status: Int32, verified: [String: Bool]) {
    try plant(error: error, last: last)
    var attempt = 0
    while true {
      attempt += 1
      let result = try run(words(format, n: n) + more)
      try #require(result.output != "", "\(result.errors)")
      let verified = try verified(in: result.output)
      if verified.count > 1 || attempt == 3 { return (result.status, verified) }
    }
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
      try String(contentsOfFile: folder.path + "/report", encoding: .utf8)
        == "\(cpu) blocked 1 30000 21 unset")
  }

  @Test("how long idle threads of a library spin is left to who has chosen it")
  func chosenWait() throws {
    try plant()
    let result = try BuiltProgram.run(
      "probe", words("fp32", n: 64) + ["--seconds", "1"],
      environment: [
        "LD_LIBRARY_PATH": folder.path, "KMP_BLOCKTIME": "7", "OMP_WAIT_POLICY": "active",
        "OPENBLAS_THREAD_TIMEOUT": "24",
      ])
    try #require(result.output != "", "\(result.errors)")
    let report = try String(contentsOfFile: folder.path + "/report", encoding: .utf8)
    #expect(report.hasSuffix(" 7 unset 24 active"))
  }

  @Test(
    "a library that takes fewer threads than it is told is left out with that reason",
    .enabled(if: (try? Machine(below: Root()))?.cpus.count ?? 0 > 1, "needs two CPUs"))
  func fewerThreads() throws {
    let words = [
      "bench", "--suite", "gemm", "--blas", "--json", "--state-dir", folder.path + "/state",
      "--only", "case=fp32", "--only", "n=64", "--only", "threads=2", "--seconds", "2",
    ]
    try plant(most: 1)
    let fewer = try run(words)
    #expect(try verified(in: fewer.output)["OpenBLAS"] == nil)
    #expect(
      fewer.errors.contains("OpenBLAS was told to use 2 threads and says that it uses 1"),
      "\(fewer.errors)")
    try plant(most: 2)
    let enough = try run(words)
    // On a busy machine a case may be left out as too slow.
    #expect(try verified(in: enough.output)["OpenBLAS"] != false)
    #expect(!enough.errors.contains("was told to use"), "\(enough.errors)")
  }

  @Test("a library that cannot be told how many threads to use is none")
  func noSetter() throws {
    try plant(setter: "something_else")
    try FileManager.default.copyItem(
      atPath: folder.path + "/libopenblas.so.0", toPath: folder.path + "/libopenblas.so")
    let result = try run(words("fp32", n: 64) + ["--seconds", "1"])
    #expect(!result.output.contains("\"library\":\"OpenBLAS\""))
    // Another one may be installed here.
    #expect(result.status == 2 || result.output.contains("\"library\":"))
  }

  /// Makes a result of the library, and a baseline that is far better than it.
  private func quickenedBaseline(_ seconds: String) throws -> String {
    let first = try run(words("fp32", n: 64) + ["--seconds", seconds])
    try #require(first.status == 0, "\(first.errors)")
    try folder.write(bytes: try QuickenedResults.document(from: first.output), to: "better.json")
    return folder.path + "/better.json"
  }

  @Test("what is slow is measured once more in as much time as it had among all cases")
  func slowSuspect() throws {
    try plant(delay: 0.3)
    let words =
      words("fp32", n: 64) + ["--seconds", "12", "--baseline", try quickenedBaseline("12")]
    let result = try run(words)
    // Where other programs disturbed the first measurement there is no suspect.
    guard result.errors.contains("; measured once more") else { return }
    for reason in ["too slow here", "no time was left"] {
      #expect(!result.errors.contains(reason), "\(result.errors)")
    }
    #expect(result.status == 1)
  }

  @Test(
    "a result that is wrong only when it is measured again is said, kept as wrong, and ends with 1")
  func wrongAgain() throws {
    let flag = folder.path + "/again"
    try plant(error: "(access(\"\(flag)\", F_OK) == 0)")
    let baseline = try quickenedBaseline("4")
    // From the moment on in which the program says that it measures again.
    let script = """
      { "$@" 2>&1 >"$DIR/output"; echo $? >"$DIR/status"; } | while read -r line; do
        case $line in *"once more"*) touch "$DIR/again";; esac
        echo "$line" >>"$DIR/errors"
      done
      """
    let probe = BuiltProgram.folder.appendingPathComponent("probe").path
    _ = try Program.run(
      "/usr/bin/env",
      ["DIR=\(folder.path)", "LD_LIBRARY_PATH=\(folder.path)", "sh", "-c", script, "sh", probe]
        + words("fp32", n: 64) + ["--seconds", "4", "--baseline", baseline])
    func text(_ name: String) throws -> String {
      try String(contentsOfFile: folder.path + "/" + name, encoding: .utf8)
    }
    let errors = try text("errors")
    // Where other programs disturbed the first measurement there is no suspect.
    guard
      let line = errors.split(separator: "\n").first(where: { $0.contains("library=OpenBLAS") }),
      line.contains("WORSE")
    else { return }
    #expect(line.hasSuffix("WORSE, not confirmed; measured again: WRONG RESULT"))
    #expect(try text("status") == "1\n")
    let verified = try verified(in: text("output"))
    #expect(verified["own"] == true && verified["OpenBLAS"] == false)
    let kept = try String(contentsOfFile: folder.path + "/state/bench.json", encoding: .utf8)
    #expect(try self.verified(in: kept)["OpenBLAS"] == false)
  }

  @Test("the same library without the wrong element is taken for right")
  func noWrongElement() throws {
    let found = try bench("fp32", n: 256, error: "0")
    #expect(found.verified["own"] == true)
    #expect(found.verified["OpenBLAS"] == true)
    #expect(found.status == 0)
  }
}
