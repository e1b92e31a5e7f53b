import ArgumentParser
import Commands
import FleetKit

/// `probe-fleet merge`: many reports in one file.
struct MergeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Join reports into one file that counts nothing twice.",
    discussion: """
      IN is a report, a file of reports (JSON Lines), a folder of them (.json, .jsonl, .ndjson), \
      an earlier merged file, or - for standard input; gzip and zstd are unpacked. Any order, \
      grouping and repetition gives the same bytes. A broken document is left out and named on \
      standard error, FILE: byte N: REASON, and the rest goes on.

      Exit status: 0 all was taken, 1 something was left out, 2 nothing could be used or \
      the output not be written; then nothing is.

      Examples:
        probe-fleet merge -o site.jsonl reports/
        curl -s http://node7:9944/report | probe-fleet merge -o all.jsonl all.jsonl -
        probe-fleet merge site-*.jsonl.zst | zstd > fleet.jsonl.zst
      """)

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Write there, not to standard output.", valueName: "out"))
  var output: OutputPath?

  @Flag(help: "Stop at the first document that cannot be taken, and write nothing.")
  var strict = false

  @OptionGroup
  var inputs: InputOptions

  func run() throws {
    try output?.check()
    let reader = try inputs.read(isStrict: strict, wanting: [])
    try Output.stream(to: output?.file) { write in
      var block: [UInt8] = []
      try reader.merge { lines in
        if block.count + lines.count > 1 << 18 {
          try write(block)
          block.removeAll(keepingCapacity: true)
        }
        // One long line does not make the block large for ever.
        if lines.count > 1 << 18 { try write(lines) } else { block += lines }
      }
      try write(block)
    }
    if reader.counts.refused > 0 { throw ExitCode(1) }
  }
}
