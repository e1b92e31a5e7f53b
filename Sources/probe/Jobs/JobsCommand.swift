import Agent
import ArgumentParser
import Commands
import Exporters
import LinuxFiles
import NodeModel
import Terminal

/// `probe jobs`: what every job has had, live ones and those of the store.
struct JobsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "jobs",
    abstract: "Energy, carbon and cost of every job, with how well the energy is known.",
    discussion: """
      Live jobs come from the agent, earlier ones from its store; without an agent the store alone is read. \
      The latest hundred are listed, and all of them with --since, --until, --csv or --json; --limit says otherwise. \
      RANGE is what meters, or estimates in their place, may be off by: ±5 % or from-to; what the division among \
      jobs may be off by nobody can read, and it is not in it (docs/accuracy.md). TIER is the worst source of any of it: \
      A wall meter, B hardware counters, C calibrated model, D table, E rough estimate. CO2E is by the grid's \
      average, with the site's PUE; COST is energy and reserved cores. Both are as they were counted; probe \
      explain forms them again. Times are UTC.

      Examples:
        probe jobs                          the latest hundred
        probe jobs --since 2h               those that ran in the last two hours
        probe jobs --tag team=ocean         those of a team
        probe jobs --user ada --csv         one user's, for a spreadsheet
        probe jobs --manager slurm --json   for programs (docs/schema/jobs.json)
        probe jobs --parts --since 1d       with steps of Slurm jobs and containers of pods
      """)

  @OptionGroup var options: StateOptions

  @Option(help: Moment.help("Only jobs that still ran then or later"))
  var since: String?

  @Option(help: Moment.help("Only jobs that had begun before"))
  var until: String?

  @Option(help: ArgumentHelp("Only this user's jobs.", valueName: "user"))
  var user: String?

  @Option(help: ArgumentHelp("Only jobs that this account pays for.", valueName: "account"))
  var account: String?

  @Option(help: ArgumentHelp("Only jobs of this partition.", valueName: "partition"))
  var partition: String?

  @Option(
    help: ArgumentHelp(
      "Only jobs of this name; * stands for anything, ? for one character.", valueName: "pattern"))
  var name: String?

  @Option(
    help: ArgumentHelp(
      "Only jobs of slurm, kubernetes, docker, podman, systemd, run and so on.",
      valueName: "manager"))
  var manager: String?

  @Option(
    help: ArgumentHelp(
      "Only jobs with this tag, its value a pattern as well; may be repeated.",
      valueName: "name=value"))
  var tag: [String] = []

  @Option(help: ArgumentHelp("Only jobs that are running, ended or lost.", valueName: "state"))
  var state: String?

  @Option(
    help: ArgumentHelp(
      "At most so many, the latest; 100 where nothing else bounds the list.", valueName: "n"))
  var limit: Int?

  /// How many are listed where nothing else bounds the list.
  private static let screenful = 100
  /// The most that are ever listed.
  private static let most = 100_000

  @Flag(
    name: [.customLong("parts"), .customLong("steps")],
    help: """
      Also the steps of Slurm jobs and the containers of pods: CPU time, and by it a share of the job's dynamic energy.
      """)
  var parts = false

  @Flag(
    help: """
      Print comma-separated values, energy in joules; names that a spreadsheet would run have an apostrophe before them.
      """)
  var csv = false

  @Flag(help: "Print JSON.")
  var json = false

  func validate() throws {
    _ = try filter()
    if csv, json { throw ValidationError("--csv and --json exclude each other") }
  }

  func run() throws {
    let source = try JobSource(in: options.directories, withParts: parts)
    let (jobs, isCut) = try source.jobs(filter())
    if json {
      try Output.write { writer in
        writer.array { writer in
          for job in jobs { job.write(to: &writer) }
        }
      }
    } else if csv {
      try Output.write(JobList(jobs: jobs, withParts: parts).csv)
    } else {
      let list = JobList(
        jobs: jobs, now: NodeClock().wallTime(), keptAt: source.keptAt, notices: source.notices,
        isCut: isCut, isFiltered: isFiltered, withParts: parts)
      try Output.write(lines: list.lines(width: TerminalSize(of: 1)?.columns))
    }
    // Below a table it stands; a program's output has no place for it, and to drop lines silently makes wrong sums.
    if json || csv {
      source.tellNotices()
      if isCut { StandardStream.error.write("probe: \(JobList.cut)\n") }
    }
    // What is there was told; whoever adds it up has to know that it is not all.
    if let gap = source.gap { throw gap }
  }

  private var isFiltered: Bool {
    !tag.isEmpty
      || [since, until, user, account, partition, name, manager, state].contains { $0 != nil }
  }

  private func filter() throws -> JobFilter {
    let now = NodeClock().wallTime()
    var filter = JobFilter()
    filter.since = try since.map { try Moment.nanoseconds($0, option: "--since", now: now) }
    filter.until = try until.map { try Moment.nanoseconds($0, option: "--until", now: now) }
    if let first = filter.since, let last = filter.until, first >= last {
      throw ValidationError("--since is not before --until, so no time lies between them")
    }
    filter.user = user
    filter.account = account
    filter.partition = partition
    filter.name = name
    filter.manager = try manager.map {
      try Self.choice($0, "--manager", JobManager.allCases)
    }
    filter.state = try state.map { try Self.choice($0, "--state", JobRecord.State.allCases) }
    if let limit, !(1...Self.most).contains(limit) {
      throw ValidationError("--limit \(limit) is no number from 1 to \(Self.most)")
    }
    if let word = tag.first(where: { !$0.contains("=") || $0.hasPrefix("=") }) {
      throw ValidationError("--tag \(word.printable) is not of the form name=value")
    }
    filter.tags = tag
    let isBounded = csv || json || since != nil || until != nil
    filter.limit = limit ?? (isBounded ? Self.most : Self.screenful)
    return filter
  }

  private static func choice<Choice: RawRepresentable<String>>(
    _ word: String, _ option: String, _ all: [Choice]
  ) throws -> Choice {
    guard let choice = Choice(rawValue: word) else {
      let words = all.map(\.rawValue).joined(separator: ", ")
      throw ValidationError("\(option) \(word.printable) is none of \(words)")
    }
    return choice
  }
}
