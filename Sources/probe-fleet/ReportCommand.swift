import ArgumentParser
import Commands
import FleetKit
import LinuxFiles
import Terminal

/// `probe-fleet report`: what the reports say together, for people and programs.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Energy, carbon, cost, benchmarks and defects of a fleet.",
    discussion: """
      IN is what merge takes: reports, files and folders of them, merged files, - for standard \
      input.

      html is one page that fetches nothing, md a text for tickets and wikis, csv a folder with \
      one file a table, json a document (docs/schema/fleet.json), focus charges by FOCUS 1.2, \
      prom gauges for Prometheus. The same reports give the same bytes.

      Nodes that did not report are known with --targets: what is covered is then a share of \
      their time as well, and they are named. Their energy is in no sum.

      Exit status: 0 all was taken, 1 a document was left out or sums do not agree (the rest is \
      written), 2 nothing could be used.

      Examples:
        probe-fleet report -o fleet.html fleet.jsonl
        probe-fleet report --baseline march.jsonl -o april.html april.jsonl
        probe-fleet report -o fleet.html --targets nodes.json fleet.jsonl
        probe-fleet report --format csv -o tables/ site-*.jsonl
        probe-fleet report --format prom -o /var/lib/prometheus/node-exporter/fleet.prom reports/
      """)

  /// In what a report is written.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case html, md, csv, json, focus, prom

    /// Whether it says from which files it was made, with their digests.
    var hasProvenance: Bool {
      switch self {
      case .html, .md, .csv, .json: true
      case .focus, .prom: false
      }
    }
  }

  @Option(help: "html, md, csv, json, focus or prom.")
  var format = Format.html

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Write there, not to standard output; for csv a folder.", valueName: "out"))
  var output: OutputPath?

  @Option(
    help: ArgumentHelp(
      "Compare with an earlier period: its reports, or what check --json printed of them.",
      valueName: "file"), completion: .file())
  var baseline: String?

  @Option(
    help: ArgumentHelp(
      "Of json only these: \(ReportTables.names.joined(separator: ", ")).", valueName: "a,b,…"))
  var tables: TableList?

  @OptionGroup
  var expectedOptions: ExpectedOptions

  @OptionGroup
  var inputs: InputOptions

  func run() throws {
    try checkOutput()
    let (report, charges) = try gathered()
    try write(report, charges)
    let isCharged = format != .focus || charges.all.energy == report.conservation.energy
    if !isCharged {
      StandardStream.error.write(
        "probe-fleet: the rows charge \(charges.all.energy) µJ and the nodes told \(report.conservation.energy) µJ\n"
      )
    }
    if !report.conservation.holds {
      StandardStream.error.write("probe-fleet: \(report.conservationWords.printable)\n")
    }
    if !isCharged || !report.conservation.holds || report.intake.refused > 0 { throw ExitCode(1) }
  }

  /// What all inputs say; what it took to find that out is gone with it, before anything is written.
  private func gathered() throws -> (FleetReport, Charges) {
    let targets = try expectedOptions.read()
    let earlier = try baseline.map {
      try BaselineInput($0, isDigesting: format.hasProvenance, threads: inputs.threads)
    }
    let chosen = tables?.tables ?? ReportTables()
    var statistics = FleetStatistics()
    var check = FleetCheck(baseline: earlier?.baseline, expecting: targets)
    var charges = FleetCharges()
    var doubtedCharges: FleetCharges?
    var nodes = 0
    let isChecked = chosen.needFindings
    var doubted: FleetStatistics?
    let (intake, files) = try read(format.hasProvenance ? chosen.wanted : .samples) { reader in
      try reader.forEachNode { node in
        statistics.count(node)
        if isChecked { check.add(node) }
        if format == .focus { charges.count(node) }
        nodes += 1
        // Each look copies what is looked at.
        guard nodes.isMultiple(of: 256) else { return }
        if let failure = statistics.failure ?? check.failure ?? charges.failure { throw failure }
      }
      doubted = try reader.statistics(of: check.doubtedNodes)
      if format == .focus { doubtedCharges = try reader.charges(of: check.doubtedNodes) }
    }
    let outcome = isChecked && format != .focus ? check.outcome() : nil
    if let unmatched = outcome?.unmatched {
      StandardStream.error.write("probe-fleet: \(unmatched.words.printable)\n")
    }
    var report =
      outcome.map {
        FleetReport(
          statistics, check: $0, intake: intake, doubted: doubted, before: earlier?.figures,
          expecting: targets)
      } ?? FleetReport(statistics, intake: intake, doubted: doubted, expecting: targets)
    if let failure = statistics.failure ?? check.failure ?? charges.failure { throw failure }
    report.provenance = provenance(files, earlier?.inputs ?? [], targets)
    if format == .focus, let words = report.doubtWords(of: check.names(of: check.doubtedNodes)) {
      StandardStream.error.write("probe-fleet: \(words.printable)\n")
    }
    if format == .focus, let expected = report.expected, !expected.absent.isEmpty {
      StandardStream.error.write(
        "probe-fleet: of \(expected.count) expected nodes \(expected.absentWords.joined(separator: "; ").printable); nothing of theirs is charged\n"
      )
    }
    return (report, Charges(all: charges, doubted: doubtedCharges))
  }

  /// What is charged, and what of it by nodes in doubt.
  private struct Charges {
    let all: FleetCharges
    let doubted: FleetCharges?
  }

  /// Hands the reader of all nodes to `body`. What it took to read them is gone behind it, before they are compared.
  private func read(
    _ wanted: WantedParts, _ body: (FleetReader) throws -> Void
  ) throws -> (FleetIntake, [InputDigest]) {
    let reader = try inputs.read(wanting: wanted)
    try body(reader)
    return (FleetIntake(counts: reader.counts, refusals: reader.refusals), reader.inputs)
  }

  /// From what it is made. Where it goes is no part of it: the same inputs give the same bytes.
  private func provenance(
    _ inputs: [InputDigest], _ earlier: [InputDigest], _ targets: ExpectedTargets?
  ) -> Provenance? {
    guard format.hasProvenance else { return nil }
    let comparison = baseline.map { ["--baseline", InputDigest.name(of: $0)] } ?? []
    let choice = tables.map { ["--tables", $0.tables.description] } ?? []
    return Provenance(
      command: "report", options: ["--format", format.rawValue] + choice + comparison,
      inputs: inputs, baseline: earlier, expected: targets)
  }

  private func checkOutput() throws {
    guard tables == nil || format == .json else {
      throw ValidationError("--tables chooses tables of --format json")
    }
    switch (format, output?.file) {
    case (.csv, nil):
      throw ValidationError("csv is a folder of tables: name it, -o FOLDER")
    case (.html, nil) where StandardStream.output.isTerminal:
      throw ValidationError("a page is no text for a terminal: give -o FILE.html, or --format md")
    case (.csv, let folder?): try RenderedFile.makeFolder(folder)
    default: try output?.check()
    }
  }

  private func write(_ report: FleetReport, _ charges: Charges) throws {
    switch format {
    case .html: try write(HTMLReport.bytes(report), of: report)
    case .md: try write(MarkdownReport.bytes(report), of: report)
    case .json:
      try Output.stream(to: output?.file) {
        try JSONReport.write(report, tables?.tables ?? ReportTables(), $0)
        try Self.verify(report)
      }
    case .prom: try write(PrometheusReport.bytes(report), of: report)
    case .focus:
      try Output.stream(to: output?.file) {
        try FocusReport.write(charges.all, doubted: charges.doubted, $0)
        try Self.verify(report)
        if let failure = charges.all.failure ?? charges.doubted?.failure {
          throw ValidationError(failure.description)
        }
      }
    case .csv:
      // Tables of two reports side by side would be none.
      let folder = output?.file ?? "."
      try Output.stream(CSVReport.files(report), to: { folder + "/" + $0.name }) { file, write in
        try file.write(write)
        try Self.verify(report)
      }
    }
  }

  private func write(_ bytes: [UInt8], of report: FleetReport, to path: String? = nil) throws {
    try Self.verify(report)
    try Output.stream(to: path ?? output?.file) { try $0(bytes) }
  }

  /// Jobs are read again while the report is written: where they could not be, it takes no file's place.
  private static func verify(_ report: FleetReport) throws {
    if let failure = report.statistics.failure { throw ValidationError(failure.description) }
  }
}

/// Names of tables with commas between them.
struct TableList: ExpressibleByArgument {
  let tables: ReportTables

  init?(argument: String) {
    guard let tables = ReportTables(argument) else { return nil }
    self.tables = tables
  }
}
