import Foundation
import TestSupport
import Testing

/// `probe-fleet` in the hands of somebody in a hurry.
@Suite("probe-fleet at the command line")
struct FleetCommandLineTests {
  /// A report of a node that nothing is wrong with, and whose benchmark is like all others'.
  private static func report(_ number: Int) -> String {
    let id = String(repeating: "0", count: 62) + String(number + 10)
    return """
      {"schema":"nodeprobe.report/1","node_id":"\(id)","start":"2026-11-21T00:00:00Z",\
      "end":"2026-11-21T01:00:00Z","node":{"hostname":"n\(number)","product":"Box"},"rows":[],\
      "benchmarks":[{"schema":"nodeprobe.bench/1","results":[{"suite":"gemm","case":"fp64",\
      "parameters":{"n":64},"unit":"flop/s","best":10,"median":10,"samples":[10,10,10],\
      "verified":true,"disturbances":[]}]}]}

      """
  }

  private static func run(_ arguments: String...) throws -> BuiltProgram.Result {
    try BuiltProgram.run("probe-fleet", arguments)
  }

  @Test(
    "what is wrong is one line, and says how to mend it",
    arguments: [
      (["mrege", "x"], "there is no command 'mrege'; did you mean merge? see probe-fleet --help"),
      (["fleet.jsonl"], "there is no command 'fleet.jsonl'; see probe-fleet --help"),
      (["merge", "--strct", "x"], "Unknown option '--strct'. Did you mean '--strict'?"),
      (["merge"], "Missing expected argument '<in> ...'"),
      (
        ["report", "--format", "pdf", "x"],
        "The value 'pdf' is invalid for '--format <format>'. Please provide one of the following: html, md, csv, json, focus, prom"
      ),
      (["report", "--format", "csv", "-o", "-", "x"], "csv is a folder of tables: name it"),
      (["merge", "-o", "", "x"], "The value '' is invalid for '-o <out>'"),
      (["pull", "--targets", "/none"], "cannot open /none: No such file or directory"),
      (
        ["completions", "tcsh"], "\"tcsh\" is no shell that is known here; it is bash, zsh or fish"
      ),
    ] as [([String], String)])
  func wrongUse(arguments: [String], words: String) throws {
    let result = try BuiltProgram.run("probe-fleet", arguments)
    #expect(result.status == 2 && result.output == "")
    #expect(result.errors.hasPrefix("probe-fleet: " + words), "\(result.errors)")
    #expect(result.errors.split(separator: "\n").count == 1)
  }

  @Test("a folder without reports is said to have none", arguments: ["merge", "check", "report"])
  func emptyFolder(command: String) throws {
    let folder = try TemporaryDirectory()
    try folder.write(Self.report(1), to: "rack/report.txt")
    let result = try Self.run(command, folder.path)
    #expect(result.status == 2 && result.output == "")
    #expect(
      result.errors
        == "probe-fleet: no report could be read from \(folder.path): there is none; those of a folder end in .json, .jsonl or .ndjson, packed or not\n"
    )
  }

  @Test("thousands of paths are as good as their folder")
  func manyPaths() throws {
    let folder = try TemporaryDirectory()
    let paths = try (1...3000).map { number in
      try folder.write(Self.report(number % 40), to: "\(number).json")
      return folder.path + "/\(number).json"
    }
    let out = folder.path + "/merged"
    let whole = try Self.run("merge", folder.path)
    let named = try BuiltProgram.run("probe-fleet", ["merge", "-o", out] + paths + ["--strict"])
    #expect(named.status == 0 && named.errors.isEmpty, "\(named.errors)")
    #expect(try String(contentsOfFile: out, encoding: .utf8) == whole.output)
    let absent = try BuiltProgram.run("probe-fleet", ["merge"] + paths.map { $0 + ".none" })
    #expect(absent.status == 2)
    #expect(absent.errors.hasSuffix("3.json.none and 2997 more: see above\n"))
  }

  @Test("-o - is standard output", arguments: ["merge", "report"])
  func dash(command: String) throws {
    let folder = try TemporaryDirectory()
    try folder.write(Self.report(1), to: "1.json")
    let plain = try Self.run(command, folder.path)
    let dash = try Self.run(command, "-o", "-", folder.path)
    #expect(dash.status == 0 && dash.output == plain.output && !plain.output.isEmpty)
    #expect(!FileManager.default.fileExists(atPath: "-"))
  }

  @Test("an input whose name is the output's with .new behind it is not lost")
  func neighbour() throws {
    let folder = try TemporaryDirectory()
    try folder.write(Self.report(1), to: "all.jsonl.new")
    let (out, input) = (folder.path + "/all.jsonl", folder.path + "/all.jsonl.new")
    #expect(try Self.run("merge", "-o", out, input).status == 0)
    #expect(FileManager.default.fileExists(atPath: input))
  }

  @Test("a fleet of which a document was left out is not called sound")
  func leftOut() throws {
    let folder = try TemporaryDirectory()
    try folder.write((1...6).map(Self.report).joined(), to: "fleet.ndjson")
    #expect(try Self.run("check", folder.path).status == 0)
    try folder.write("{}\n", to: "broken.json")
    let result = try Self.run("check", folder.path)
    #expect(result.status == 2)
    #expect(result.output.hasSuffix("Left out: 1 document; see standard error.\n"))
  }

  @Test(
    "help fits 80 columns and shows an example",
    arguments: ["", "pull", "merge", "check", "report", "completions"])
  func help(command: String) throws {
    let result = try BuiltProgram.run(
      "probe-fleet", (command.isEmpty ? [] : [command]) + ["--help"], environment: ["COLUMNS": "80"]
    )
    #expect(result.status == 0 && result.output.contains("Example"))
    for line in result.output.split(separator: "\n") where !line.hasPrefix("USAGE") {
      #expect(line.count <= 80 && !line.hasSuffix("\\"), "\(line)")
    }
  }

  @Test("bash takes the script, and completes commands and files")
  func completions() throws {
    let folder = try TemporaryDirectory()
    try folder.write(try Self.run("completions", "bash").output, to: "script")
    let program = """
      cd \(folder.path) && touch fleet.jsonl && source ./script
      complete_words() {
        local name="$(complete -p probe-fleet | sed 's/.*-F \\([^ ]*\\).*/\\1/')"
        COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMP_LINE="$*"; COMP_POINT=${#COMP_LINE}
        COMPREPLY=(); "$name" "$1" "${@: -1}" "${@: -2:1}"
        echo "${COMPREPLY[*]}"
      }
      complete_words probe-fleet me
      complete_words probe-fleet report --format ht
      complete_words probe-fleet merge fl
      complete_words probe-fleet pull --targets fl
      complete_words probe-fleet merge -o fl
      """
    let found = try Program.run("/bin/bash", "-c", program)
    #expect(
      found.output == "merge\nhtml\nfleet.jsonl\nfleet.jsonl\nfleet.jsonl\n", "\(found.output)")
  }
}
