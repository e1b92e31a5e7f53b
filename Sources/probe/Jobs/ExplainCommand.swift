import Agent
import ArgumentParser
import Commands
import NodeModel
import Terminal

/// `probe explain`: every joule, gram and cent of one job.
struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Every joule, gram and cent of one job, line by line.",
    discussion: """
      A line is what the job was given in five minutes of one component: the dynamic part follows from what it \
      did, the static part from what it had reserved. Bounds are known by the hour, and are those of the meters; by \
      what the dynamic part was divided among jobs stands below the lines, and its shares by CPU time where the job \
      has steps or containers. Zero lines are left out. \
      Carbon and cost are formed from the lines: each slot with the PUE, the intensity and the price of its \
      time. --verify adds the lines up again and compares them with the ledger to the microjoule, and with what \
      was counted of carbon and cost to the millionth: exit 1 where they differ.

      Examples:
        probe explain slurm:alpha/4711
        probe explain 4711 --verify
        probe explain slurm:alpha/4711 --json
      """)

  @OptionGroup var options: StateOptions

  @Argument(
    help: """
      A job by its job_id, by what stands behind its last slash, by its name, or by the beginning of one of \
      these.
      """)
  var job: String

  @Flag(help: "Compare the sum of the lines with what the ledger says.")
  var verify = false

  @Flag(help: "Print JSON.")
  var json = false

  /// How often rows are read again that moved into the store while they were read.
  private static let attempts = 3

  func run() throws {
    var source = try JobSource(in: options.directories)
    var explanation = try explain(source)
    for _ in 1..<Self.attempts where verify && !explanation.isBalanced {
      source = try JobSource(in: options.directories)
      explanation = try explain(source)
    }
    if json {
      try Output.write { explanation.write(to: &$0) }
    } else {
      try Output.write(lines: explanation.lines(verify: verify))
    }
    source.tellNotices()
    if let gap = source.gap { throw gap }
    if verify, !explanation.isBalanced { throw ExitCode(1) }
  }

  private func explain(_ source: JobSource) throws -> JobExplanation {
    let jobs = try source.jobs(JobFilter()).shown
    let id = try identify(among: jobs)
    let lives = jobs.filter { $0.id == id }
    return JobExplanation(id: id, lives: lives, account: try source.account(of: id))
  }

  /// The one job that is meant: by a whole word, and only where that is none by a beginning.
  private func identify(among jobs: [JobReport]) throws -> String {
    guard !job.isEmpty else { throw ValidationError("no job is named; probe jobs lists them") }
    if jobs.contains(where: { $0.id == job }) { return job }
    var meant = Set(jobs.filter { $0.id.hasSuffix("/" + job) || $0.name == job }.map(\.id))
    if meant.isEmpty {
      meant = Set(
        jobs.filter { ($0.id + "\n" + $0.name).hasWord(beginningWith: job) }.map(\.id))
    }
    if let only = meant.first, meant.count == 1 { return only }
    if meant.isEmpty {
      throw ValidationError("there is no job \(job.printable); probe jobs lists them")
    }
    let some = meant.sorted().prefix(3).joined(separator: ", ")
    throw ValidationError(
      "\(job.printable) may be one of \(meant.count) jobs, such as \(some); name one whole")
  }
}

extension String {
  /// Whether one of the lines, or what stands behind a line's last slash, begins so.
  fileprivate func hasWord(beginningWith beginning: String) -> Bool {
    split(separator: "\n").contains { line in
      line.hasPrefix(beginning) || line.split(separator: "/").last?.hasPrefix(beginning) == true
    }
  }
}
