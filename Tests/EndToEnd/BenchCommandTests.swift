import BenchKit
import Foundation
import LinuxFiles
import NodeModel
import TestSupport
import Testing

/// Runs the shortest suites only: what is measured is no matter here, what is said of it is.
@Suite("probe bench", .serialized)
struct BenchCommandTests {
  private let state: TemporaryDirectory

  init() throws {
    state = try TemporaryDirectory()
  }

  private func bench(_ words: String...) throws -> BuiltProgram.Result {
    try BuiltProgram.run("probe", ["bench", "--state-dir", state.path] + words)
  }

  /// What Python's jsonschema says against a document.
  private func complaints(about file: String) throws -> String {
    try SchemaCheck.errors(inFile: file, schema: "bench.json") ?? ""
  }

  /// The runs in the state directory, which must be as their schema says.
  private func keptRuns() throws -> [BenchDocument] {
    let file = state.path + "/bench.json"
    #expect(try SchemaCheck.errors(inFile: file, schema: "bench-kept.json") ?? "" == "")
    return try BenchDocument.all(reading: Array(Data(contentsOf: URL(fileURLWithPath: file))))
  }

  @Test(
    "refuses in one line what it cannot do, before it measures",
    arguments: [
      (["--suite", "gemn"], "probe: there is no suite gemn; did you mean gemm?\n"),
      (
        ["--suite", "video"],
        "probe: there is no suite video; there are peak, gemm, bandwidth, latency, core2core, "
          + "sched, syscall\n"
      ),
      (
        ["--suite", "gemm", "--only", "precision=fp32"],
        "probe: --only: no case has precision; there are case, n, threads, isa\n"
      ),
      (
        ["--suite", "gemm", "--only", "case=fp23"],
        "probe: --only: no case has case=fp23; there are fp64, fp32, bf16, u8s8\n"
      ),
      (["--only", "n"], "probe: --only n is no choice such as n=2048\n"),
      (["--seconds", "0"], "probe: --seconds 0.0 is no number from 0.1 to 86400\n"),
      (["--cpus", "0-"], "probe: --cpus 0- is no list of CPUs such as 0-3,8\n"),
      (["--repeat", "0"], "probe: --repeat 0 is no number from 1 to 100\n"),
      (
        ["-o", "/nowhere/x.json"],
        "probe: cannot write /nowhere/x.json: No such file or directory\n"
      ),
      (
        ["--suite", "syscall", "--svg", "x.svg"],
        "probe: --svg draws what peak and bandwidth measure; add peak to --suite\n"
      ),
      (
        ["--suite", "peak", "gemm", "--svg", "x.svg"],
        "probe: --svg draws what peak and bandwidth measure; add bandwidth to --suite\n"
      ),
      (["--svg", "/"], "probe: cannot write /: Is a directory\n"),
      (["--baseline", "/nowhere"], "probe: cannot open /nowhere: No such file or directory\n"),
    ] as [([String], String)])
  func refusals(words: [String], line: String) throws {
    let result = try BuiltProgram.run("probe", ["bench", "--state-dir", state.path] + words)
    #expect(result.errors == line)
    #expect(result.output == "")
    #expect(result.status == 2)
    #expect(!FileManager.default.fileExists(atPath: state.path + "/bench.json"))
  }

  @Test("names a CPU that is not there and those that are")
  func unknownCPU() throws {
    let result = try bench("--suite", "syscall", "--cpus", "7777")
    #expect(result.errors.hasPrefix("probe: CPU 7777 is not there or not allowed; allowed: "))
    #expect(result.status == 2)
  }

  @Test("refuses a baseline that is no result, with the place in it")
  func brokenBaseline() throws {
    try state.write("{\"schema\":\"nodeprobe.bench/1\",", to: "broken.json")
    let result = try bench("--suite", "syscall", "--baseline", state.path + "/broken.json")
    #expect(result.errors.hasPrefix("probe: \(state.path)/broken.json: byte "))
    #expect(result.errors.split(separator: "\n").count == 1)
    #expect(result.status == 2)
  }

  @Test("writes the document of the schema, keeps it, and finds itself unchanged and worse")
  func document() throws {
    let file = state.path + "/result.json"
    let first = try bench("--suite", "syscall", "--json", "-o", file)
    #expect(first.status == 0, "\(first.errors)")
    #expect(first.output == "")
    let text = try String(contentsOfFile: file, encoding: .utf8)
    #expect(try complaints(about: file) == "")
    let whole = try BenchDocument(reading: Array(text.utf8))
    let kept = try #require(try keptRuns().first)
    #expect(kept.conditions == whole.conditions && !whole.results.isEmpty)
    #expect(kept.results.map(\.median) == whole.results.map(\.median))
    for (few, all) in zip(kept.results, whole.results) {
      #expect(few.blocks == all.blocks.map { min($0, 20) })
      #expect(few.samples.count == few.blocks.reduce(0, +))
    }

    try state.write(bytes: try QuickenedResults.document(from: text), to: "quickened.json")
    let worse = try bench("--suite", "syscall", "--baseline", state.path + "/quickened.json")
    let verdicts = worse.output.split(separator: "\n").filter { line in
      line.hasPrefix("syscall ")
        && [
          "WORSE", "disturbed", "no mode in common", "scatter too far", "too few to tell",
          "no time was left",
        ].contains { line.contains($0) }
    }
    #expect(verdicts.count == 4, "\(worse.output)")
    // On a machine that others use, worse and disturbed is no verdict, nor are values that jump.
    let isWorse = worse.output.contains("WORSE")
    #expect(worse.status == (isWorse ? 1 : 2))
    let last = worse.output.split(separator: "\n").last
    #expect(
      last?.contains(isWorse ? " worse " : "nothing could be judged") == true
    )
    #expect(worse.errors.contains("measured once more") || !isWorse)
  }

  @Test("refuses a baseline that has none of its cases, before it measures")
  func foreignBaseline() throws {
    let example = SchemaCheck.root.appendingPathComponent("docs/schema/examples/bench.json").path
    let result = try bench("--suite", "syscall", "--baseline", example)
    #expect(
      result.errors
        == "probe: --baseline: it has 3 results, such as gemm case=fp64 n=1024 threads=2 isa=avx512, "
        + "and none of a case of this run; --list shows these\n")
    #expect(result.output == "" && result.status == 2)
    #expect(!FileManager.default.fileExists(atPath: state.path + "/bench.json"))
  }

  @Test("refuses a picture without roofs, before it measures")
  func picturelessChoice() throws {
    let file = state.path + "/x.svg"
    let result = try bench(
      "--suite", "peak", "bandwidth", "--only", "case=triad", "--svg", file)
    #expect(
      result.errors
        == "probe: --svg draws what peak and bandwidth measure: ask for cases of both, such as "
        + "--suite peak bandwidth gemm\n")
    #expect(result.status == 2 && !FileManager.default.fileExists(atPath: file))
  }

  @Test("keeps what it measured where the file for it cannot be written, and ends with 1")
  func unwritten() throws {
    let folder = try TemporaryDirectory()
    try folder.write("", to: "there/x")
    // The folder is there when the run begins and is not when it ends.
    let process = try BuiltProgram.start(
      "probe",
      [
        "bench", "--state-dir", state.path, "--suite", "syscall", "--full", "--json", "-o",
        folder.path + "/there/result.json",
      ])
    Thread.sleep(forTimeInterval: 6)
    try FileManager.default.removeItem(atPath: folder.path + "/there")
    kill(process.processIdentifier, SIGINT)
    process.waitUntilExit()
    #expect(process.terminationStatus == 1)
    #expect(try keptRuns().map(\.results.isEmpty) == [false])
  }

  @Test("ends with 1 where what it measured can no longer be kept")
  func unkept() throws {
    let folder = try TemporaryDirectory()
    let process = try BuiltProgram.start(
      "probe",
      [
        "bench", "--state-dir", folder.path + "/state", "--suite", "syscall", "--full", "--json",
        "-o", folder.path + "/result.json",
      ])
    Thread.sleep(forTimeInterval: 6)
    try FileManager.default.removeItem(atPath: folder.path + "/state")
    kill(process.processIdentifier, SIGINT)
    process.waitUntilExit()
    #expect(process.terminationStatus == 1)
    #expect(try complaints(about: folder.path + "/result.json") == "")
  }

  @Test("ends with 1 for what is wrong also where nobody reads what it says, and else with 141")
  func unread() throws {
    let probe = BuiltProgram.folder.appendingPathComponent("probe").path
    func status(_ words: String) throws -> String {
      let script = """
        { '\(probe)' bench --state-dir '\(state.path)' --json \(words) 2>/dev/null; echo $? >&3; } | true
        """
      return try Program.run("/bin/sh", ["-c", "{ \(script); } 3>&1"]).output
    }
    #expect(try status("--suite syscall --seconds 2") == "141\n")
    #expect(try !keptRuns().isEmpty)
    let none =
      "--suite gemm --only case=fp64 --only n=2600 --only threads=1 --seconds 0.1"
    #expect(try status(none) == "1\n")
  }

  @Test("says in the document what it left out, and ends with 1 where that is everything")
  func omissions() throws {
    let file = state.path + "/part.json"
    // One CPU has nobody to pass a line to.
    let first = try #require(Machine(below: try Root()).allowedCPUs.first)
    let part = try bench(
      "--suite", "syscall", "core2core", "--cpus", "\(first)", "--seconds", "4", "--json", "-o",
      file)
    #expect(part.status == 0, "\(part.errors)")
    #expect(try complaints(about: file) == "")
    let object = try JSONSerialization.jsonObject(
      with: try Data(contentsOf: URL(fileURLWithPath: file)))
    let omitted = try #require((object as? [String: Any])?["omitted"] as? [[String: Any]])
    #expect(omitted.map { $0["suite"] as? String } == ["core2core"])

    // 35 Gflop, seven blocks of three: minutes of which there is a tenth of a second.
    let none = try bench(
      "--suite", "gemm", "--only", "case=fp64", "--only", "n=2600", "--only", "threads=1",
      "--seconds", "0.1", "--json")
    #expect(none.status == 1)
    #expect(none.output.contains("\"results\":[]") && none.output.contains("\"omitted\":[{"))
    #expect(none.errors.hasSuffix("probe: no case has a result\n"))
  }

  @Test("takes no more than 256 MiB in a quick run")
  func memory() throws {
    let script = """
      import resource, subprocess, sys
      status = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode
      print(status, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
      """
    let probe = BuiltProgram.folder.appendingPathComponent("probe").path
    let answer = try Program.run(
      "/usr/bin/env",
      [
        "python3", "-c", script, probe, "bench", "--quick", "--suite", "gemm", "bandwidth",
        "latency", "--state-dir", state.path,
      ])
    let words = answer.output.split(separator: " ").compactMap {
      Int($0.trimmingCharacters(in: .whitespacesAndNewlines))
    }
    try #require(words.count == 2, "no python3")
    #expect(words[0] == 0)
    #expect(words[1] <= 256 << 10)
  }

  @Test("measures a product of a size of one's own, and keeps what other suites found out")
  func singleCase() throws {
    #expect(try bench("--suite", "syscall", "--seconds", "3").status == 0)
    let words = ["--only", "case=fp32", "--only", "n=129", "--only", "threads=1"]
    let listed = try bench("--suite", "gemm", "--list", words[0], words[1], words[2], words[3])
    #expect(
      listed.output.split(separator: "\n").allSatisfy { $0.hasPrefix("gemm case=fp32 n=129 ") })
    let result = try BuiltProgram.run(
      "probe",
      ["bench", "--state-dir", state.path, "--suite", "gemm", "--seconds", "3", "--json"] + words)
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output.contains("\"n\":129,\"threads\":1,"))
    #expect(!result.output.contains("\"suite\":\"syscall\""))
    let kept = try keptRuns()
    #expect(kept.map { Set($0.results.map(\.subject.suite)) } == [["gemm"], ["syscall"]])
    #expect(kept[0].results.allSatisfy { $0.subject["n"] == .count(129) })
    #expect(kept[0].conditions.started > kept[1].conditions.ended)
    // What is kept is a baseline, too: of the older of its runs.
    let again = try bench(
      "--suite", "syscall", "--seconds", "3", "--baseline", state.path + "/bench.json")
    #expect(again.output.contains("syscall null ") && again.output.contains(" compared"))
    #expect(!again.output.contains("not in the baseline"))
  }

  @Test("names the levels of memory beside the caches that the kernel reports")
  func levels() throws {
    let result = try bench("--suite", "latency", "--seconds", "4")
    #expect(result.status == 0, "\(result.errors)")
    let lines = result.output.split(separator: "\n").drop { !$0.hasPrefix("memory levels") }
    let title = try #require(lines.first)
    #expect(title.contains("stride 64, grouping none") && title.contains("pages "))
    #expect(lines.dropFirst().first?.hasPrefix("LEVEL") == true)
    #expect(lines.dropFirst(2).first?.hasPrefix("L1 ") == true)
  }

  @Test("stopped by Ctrl-C it tells what is done, and ends with 130")
  func interrupted() throws {
    let file = state.path + "/part.json"
    let process = try BuiltProgram.start(
      "probe",
      [
        "bench", "--state-dir", state.path, "--full", "--suite", "syscall", "sched", "--json", "-o",
        file,
      ])
    // Long enough for the first cases, far too short for all rounds of them.
    Thread.sleep(forTimeInterval: 6)
    kill(process.processIdentifier, SIGINT)
    process.waitUntilExit()
    #expect(process.terminationStatus == 130)
    let text = try String(contentsOfFile: file, encoding: .utf8)
    #expect(text.contains("\"interrupted\":true"))
    #expect(try complaints(about: file) == "")
  }

  @Test("is shown by a running agent, with the suite's time")
  func exported() throws {
    let agent = try RunningAgent()
    let result = try BuiltProgram.run(
      "probe", ["bench", "--state-dir", agent.state, "--suite", "syscall"])
    #expect(result.status == 0, "\(result.errors)")
    let isShown = try Waiting.until {
      let page = try agent.get("/metrics").body
      return page.contains("nodeprobe_bench_seconds{suite=\"syscall\",case=\"null\"} ")
        && page.contains("nodeprobe_bench_last_success_timestamp_seconds{suite=\"syscall\"} ")
    }
    #expect(isShown)
    #expect(agent.stop() == 0)
  }
}
