import ArgumentParser
import BenchKit
import CLinux
import Commands
import LinuxFiles
import NodeModel
import Terminal

/// `probe bench`: what this node can do, measured.
struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Measure what this node can do, near the physical limit and with honest statistics.",
    discussion: """
      Suites:
      \(Suites.all.map { "  \($0.name)".fitted(to: 14) + $0.summary.description }.joined(separator: "\n"))

      The result is kept in the state directory, and the agent shows it as nodeprobe_bench_*.
      Exit status: 0 done; 1 a wrong result, none at all, a file that cannot be written (the kept one too), or a regression \
      that a second measurement confirms or says nothing about, or a product with other bits than in the baseline; 2 wrong use, or a baseline by which nothing could be judged; \
      130 stopped by Ctrl-C; 141 nobody read the output, and none of what is 1.

      Examples:
        probe bench --quick
        probe bench --suite gemm bandwidth --cpus 0-3
        probe bench --suite gemm --only case=fp32 --only n=2049 --only threads=1
        probe bench --full --json -o node7.json --svg roofline.svg
        probe bench --quick --baseline node7.json
      """)

  @Flag(help: "How long it takes: within 20 seconds, or as long as it needs.")
  var extent = BenchExtent.quick

  @Option(
    name: .customLong("suite"), parsing: .upToNextOption,
    help: ArgumentHelp("Only these suites.", valueName: "name"))
  var suites: [String] = []

  @Option(
    help: ArgumentHelp(
      "Only cases of this name or parameter; several of one name: any of them.",
      valueName: "name=value"))
  var only: [String] = []

  @Flag(help: "List the cases and measure none.")
  var list = false

  @Option(help: ArgumentHelp("Only these CPUs, such as 0-3,8.", valueName: "list"))
  var cpus: String?

  @Option(
    name: .customLong("repeat"),
    help: ArgumentHelp("So many times the blocks, in as many times the time.", valueName: "count"))
  var times = 1

  @Option(help: ArgumentHelp("At most about so many seconds for all of it.", valueName: "count"))
  var seconds: Double?

  @Option(
    help: ArgumentHelp(
      "Compare with an earlier result; exit status 1 on a regression.", valueName: "file"))
  var baseline: String?

  @Flag(help: "Measure a vendor's BLAS beside our own matrix products, where one is installed.")
  var blas = false

  @Flag(help: "Print JSON.")
  var json = false

  @Option(
    name: [.customShort("o"), .long],
    help: ArgumentHelp("Write the JSON to this file; - is as --json.", valueName: "file"))
  var output: OutputPath?

  @Option(
    help: ArgumentHelp(
      "Draw the roofline into this file; - is standard output, without the table.",
      valueName: "file"))
  var svg: OutputPath?

  @OptionGroup var state: StateOptions

  /// Whether the JSON is what standard output has.
  private var printsJSON: Bool { output.map { $0.file == nil } ?? json }

  /// Whether people read standard output: JSON in a file and a picture leave no table.
  private var printsTable: Bool {
    !json && !printsJSON && svg.map { $0.file != nil } ?? true
  }

  func validate() throws {
    if svg != nil, !suites.isEmpty {
      let names = try chosenSuites().map { $0.name.description }
      for suite in Self.roofSuites where !names.contains(suite) {
        throw ValidationError(
          "--svg draws what peak and bandwidth measure; add \(suite) to --suite")
      }
    }
    if printsJSON, let svg, svg.file == nil {
      throw ValidationError("the JSON and the roofline cannot both go to standard output")
    }
    _ = try wish()
    guard (1...100).contains(times) else {
      throw ValidationError("--repeat \(times) is no number from 1 to 100")
    }
    if let seconds, !(0.1...86_400).contains(seconds) {
      throw ValidationError("--seconds \(seconds) is no number from 0.1 to 86400")
    }
  }

  func run() throws {
    // Who stops reading does not end a run before its result is kept, nor what its exit status says.
    clinux_ignore(SIGPIPE)
    // Everything that can be wrong is found before the first second of measuring.
    let baseline = try baseline.map { try BenchFile.read($0).map(\.withoutTrials) }
    for path in [output, svg] { try path?.check() }
    let keeper = try BenchKeeper(state)
    let run = try BenchRun(try wish())
    if list { return try show(run.subjects) }
    if let baseline { try check(run.subjects, against: baseline) }
    if svg != nil { try checkRoofline(of: run.subjects) }
    if extent == .full { tell(run) }
    var document = run.measure()
    let comparison = try baseline.map { try compare(&document, with: $0, run) }
    var outcome = BenchOutcome(isVerified: document.isVerified, isInterrupted: run.isInterrupted)

    // What took an hour is kept and shown before anything else can fail; no failure hides another.
    outcome.attempt { try keeper.keep(document.withoutTrials, isWhole: run.isWhole) }
    document = document.gatheringOmissions()
    outcome.attempt { try show(document) }
    if let comparison {
      outcome.comparison = comparison
      outcome.attempt { try show(comparison) }
    }
    if let file = output?.file {
      outcome.attempt { try BoundedFile.replace(file, with: BenchFile.bytes(of: document)) }
    }
    if let svg {
      var isDrawn = true
      outcome.attempt { isDrawn = try draw(document, into: svg.file) }
      outcome.isDrawn = isDrawn
    }
    if document.results.isEmpty {
      StandardStream.error.write("probe: no case has a result\n")
      outcome.isEmpty = true
    }
    if let ending = outcome.ending { throw ending }
  }

  /// A baseline of other cases would be measured against in vain.
  private func check(_ subjects: [BenchSubject], against baseline: [BenchDocument]) throws {
    let results = baseline.flatMap(\.results)
    guard Set(subjects).isDisjoint(with: results.map(\.subject)) else { return }
    let other = results.first.map { ", such as \($0.subject.choiceTitle)" } ?? ""
    throw BenchError.impossible(
      "--baseline: it has \(results.count) results\(other), and none of a case of this run; "
        + "--list shows these")
  }

  /// A roofline without roofs is none.
  private func checkRoofline(of subjects: [BenchSubject]) throws {
    let suites = Set(subjects.filter { $0.unit != .hertz }.map(\.suite))
    guard !suites.isSuperset(of: Self.roofSuites) else { return }
    throw BenchError.impossible(
      "--svg draws what peak and bandwidth measure: ask for cases of both, such as --suite "
        + "peak bandwidth gemm")
  }

  private static var roofSuites: [String] {
    [PeakSuite.name.description, Bandwidth.name.description]
  }

  /// False where there is nothing to draw.
  private func draw(_ document: BenchDocument, into file: String?) throws -> Bool {
    guard let roofline = Roofline(of: document.withoutTrials.results) else {
      StandardStream.error.write(
        "probe: no roofline is drawn: peak and bandwidth have no right results with as many threads\n"
      )
      return false
    }
    let title = document.conditions.processor.model ?? "this machine"
    let picture = Array(roofline.svg(title: title).utf8)
    try Output.stream(to: file) { try $0(picture) }
    return true
  }

  private func show(_ subjects: [BenchSubject]) throws {
    if json || printsJSON {
      try Output.write(bytes: BenchFile.bytes(of: subjects))
    } else {
      try Output.write(lines: subjects.map(\.choiceTitle))
    }
  }

  /// Who asks for everything should know what that takes.
  private func tell(_ run: BenchRun) {
    StandardStream.error.write(
      "probe: \(run.subjects.count) cases, about \(Quantity.duration(run.expectedSeconds)); "
        + "Ctrl-C prints what is done\n")
  }

  private func show(_ document: BenchDocument) throws {
    for omission in document.omissions {
      StandardStream.error.write("probe: left out \(omission.words)\n")
    }
    if printsJSON { try Output.write(bytes: BenchFile.bytes(of: document)) }
    guard printsTable else { return }
    let size = StandardStream.output.isTerminal ? TerminalSize(of: 1) : nil
    let style = Style.standardOutput
    var lines = ConditionLines(style: style).lines(of: document.conditions)
    lines += [""] + BenchTable(style: style, width: size?.columns).lines(of: document.results)
    if !document.levels.isEmpty {
      lines += [""] + MemoryLevelTable(style: style).lines(of: document.levels)
    }
    if let roofline = Roofline(of: document.withoutTrials.results) {
      lines += [""] + RooflinePlot(roofline, style: style).lines(width: size?.columns ?? 100)
    }
    try Output.write(lines: lines)
  }

  /// What is worse is measured once more; whose result is wrong then has a wrong result in the document.
  private func compare(
    _ document: inout BenchDocument, with baseline: [BenchDocument], _ run: BenchRun
  ) throws -> BaselineComparison {
    let wish = try wish()
    var comparison = BaselineComparison(
      of: document.withoutTrials, with: baseline, where: wish.includes)
    let suspects = comparison.regressions
    if run.isInterrupted {
      comparison.confirm(by: [], without: [])
    } else if !suspects.isEmpty {
      StandardStream.error.write(
        "probe: worse than the baseline: \(suspects.count) of \(comparison.judged) cases; measured "
          + "once more\n")
      let again = run.measureAgain(suspects)
      comparison.confirm(by: again.results, without: again.omissions)
      let wrong = again.results.filter { !$0.isVerified }.map(\.subject)
      for index in document.results.indices where wrong.contains(document.results[index].subject) {
        document.results[index].isVerified = false
        document.results[index].checksum = nil
      }
    }
    return comparison
  }

  private func show(_ comparison: BaselineComparison) throws {
    // What is on standard output stays one document.
    let lines = ComparisonTable(style: .standardOutput).lines(of: comparison)
    if !printsTable {
      for line in lines { StandardStream.error.write("probe: \(line)\n") }
    } else {
      try Output.write(lines: [""] + lines)
    }
  }

  private func wish() throws -> BenchWish {
    BenchWish(
      suites: try chosenSuites(), extent: extent.extent, choice: try chosenCases(), times: times,
      seconds: seconds, cpus: try chosenCPUs(), isComparing: blas)
  }

  private func chosenCases() throws -> CaseChoice {
    do throws(CaseChoice.Refusal) {
      return try CaseChoice(parsing: only)
    } catch {
      throw ValidationError("--only \(error.description.printable)")
    }
  }

  private func chosenSuites() throws -> [any Suite.Type] {
    guard !suites.isEmpty else { return Suites.all }
    let names = suites.flatMap { $0.split(separator: ",").map(String.init) }
    for name in names where Suites.named(name) == nil {
      let known = Suites.all.map { $0.name.description }
      let near = known.first { $0.distance(to: name) <= 2 }
      throw ValidationError(
        "there is no suite \(name.printable); "
          + (near.map { "did you mean \($0)?" } ?? "there are \(known.joined(separator: ", "))"))
    }
    return Suites.all.filter { names.contains($0.name.description) }
  }

  private func chosenCPUs() throws -> [Int]? {
    guard let cpus else { return nil }
    guard let list = CPUList(cpus) else {
      throw ValidationError("--cpus \(cpus.printable) is no list of CPUs such as 0-3,8")
    }
    return list.cpus
  }
}

/// The flags `--quick` and `--full`.
enum BenchExtent: String, EnumerableFlag {
  case quick
  case full

  var extent: Plan.Extent { self == .quick ? .quick : .full }
}
