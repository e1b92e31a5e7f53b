import Agent
import ArgumentParser
import Commands
import LinuxFiles
import NodeModel
import Probes

/// `probe run`: a command as a job of its own.
struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Run a command as a job; its energy, carbon and cost when it ends.",
    discussion: """
      The command runs as it is, with its own input, output and signals, in a control group of its own where \
      one can be made. Its exit status is passed on: 128 and the number where a signal ended it, 127 where it \
      is not found, 126 where it is no program. The summary goes to standard error.

      With an agent the job is on its page under this name and these tags. Only root and the group nodeprobe \
      may ask it: for others the job is counted here and filed nowhere. Where no agent runs it is counted \
      here, and the next agent files it. What the command leaves running is not part of the job.

      Examples:
        probe run -- make -j8
        probe run --job nightly --tag team=ocean --tag project=enso -- ./simulate input.nml
        probe run --quiet -o energy.json -- python3 train.py
      """)

  @Option(help: ArgumentHelp("The job's name instead of the program's.", valueName: "name"))
  var job: String?

  @Option(
    help: ArgumentHelp("Say something about the job; may be repeated.", valueName: "name=value"))
  var tag: [String] = []

  @Flag(help: "The summary as one line of JSON, still on standard error.")
  var json = false

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "Write the summary as JSON into this file too; - is standard output.", valueName: "file"))
  var output: OutputPath?

  @Flag(help: "Print no summary.")
  var quiet = false

  @OptionGroup var config: ConfigOptions
  @OptionGroup var state: StateOptions

  @Argument(
    parsing: .postTerminator,
    help: ArgumentHelp("The command and its arguments.", valueName: "command"))
  var command: [String] = []

  private static let noCommand = ValidationError(
    "the command stands behind --, as in: probe run -- sleep 1")

  /// What is wrong with words behind `run`, among which the parser would look for options of the command.
  static func complaint(about words: some Sequence<String>) -> ValidationError? {
    words.contains { ["--", "--help", "-h", "--version"].contains($0) } ? nil : noCommand
  }

  func validate() throws {
    guard !command.isEmpty else { throw Self.noCommand }
    let tags = try tags()
    if let complaint = job.flatMap(JobWords.complaint(name:)) ?? JobWords.complaint(tags: tags) {
      throw ValidationError(complaint)
    }
    try output?.check()
    // What stands in the node's own is no fault of who runs a command: RunLedger says so in the end.
    if let file = config.config { _ = try Configuration(path: file) }
  }

  private var name: String {
    if let job { return job }
    let program = command[0].split(separator: "/").last.map(String.init) ?? ""
    let usable = JobWords.usable(program)
    return usable.isEmpty ? "command" : usable
  }

  private func tags() throws -> [String: String] {
    var tags: [String: String] = [:]
    for word in tag {
      guard let equals = word.firstIndex(of: "="), equals > word.startIndex else {
        throw ValidationError("--tag \(word) is not of the form name=value")
      }
      let name = String(word[..<equals])
      guard tags.updateValue(String(word[word.index(after: equals)...]), forKey: name) == nil else {
        throw ValidationError("the tag \(name) is given twice")
      }
    }
    return tags
  }

  func run() throws {
    var options = AgentOptions()
    options.config = config.config
    // Without an agent the node is the same, and so is what was fitted on it.
    options.stateDirectory = state.directories.first {
      FileStamp(of: $0 + "/calibration.json") != nil
    }
    let summary: RunSummary
    do {
      try CommandProgram.check(command[0], path: ProcessImage.environment("PATH"))
      summary = try CommandRun(
        command, name: name, tags: try tags(), options, sockets: state.sockets,
        directory: state.directories.last ?? ""
      ).run()
    } catch let error as CommandProgram.Unusable {
      StandardStream.error.write("probe: \(error)\n")
      throw ExitCode(error.status)
    }
    if let output {
      do {
        try Output.stream(to: output.file) { try $0(summary.json) }
      } catch {
        // The command's own status is what counts.
        StandardStream.error.write("probe: \(error)\n")
      }
    }
    if json {
      StandardStream.error.write(String(decoding: summary.json, as: UTF8.self))
    } else if !quiet {
      StandardStream.error.write(summary.lines.map { "probe: " + $0 + "\n" }.joined())
    }
    throw ExitCode(summary.ending.exitStatus)
  }
}
