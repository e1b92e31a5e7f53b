import Agent
import NodeModel
import Terminal

/// Jobs as a table for people, or as comma-separated values.
struct JobList {
  let jobs: [JobReport]
  /// Nanoseconds since 1970.
  var now: UInt64 = 0
  /// When what is listed was true, where no agent says how it is now.
  var keptAt: UInt64?
  /// What an agent that runs did not tell.
  var notices: [String] = []
  /// Whether there are more than these.
  var isCut = false
  /// What is said where there are more.
  static let cut = "There are earlier ones: --limit N shows more, --since bounds them."
  /// Whether only some were asked for.
  var isFiltered = false
  /// Whether steps and containers stand below their jobs.
  var withParts = false

  /// A column, and how early it goes where the terminal is narrow.
  private struct Column {
    let heading: String
    let alignment: Table.Alignment
    let rank: Int
    let cell: (JobReport) -> String
    /// What it says of a part of a job.
    var part: (PartTable.Line) -> String = { _ in "" }
  }

  /// The table and what stands below it, for a terminal of `width` cells; nil stands for any width.
  func lines(width: Int?) -> [String] {
    guard !jobs.isEmpty else {
      let none = isFiltered ? "no job fits; without filters probe jobs lists all" : "no jobs"
      return [none] + notes.flatMap { wrapped($0, width) }
    }
    var columns = self.columns.filter { column in jobs.contains { !column.cell($0).isEmpty } }
    var table = lines(columns)
    while let width, table.contains(where: { $0.terminalWidth > width }),
      let last = columns.indices.max(by: { columns[$0].rank < columns[$1].rank }),
      columns[last].rank > 0
    {
      columns.remove(at: last)
      table = lines(columns)
    }
    return table + [""] + ([total] + notes).flatMap { wrapped($0, width) }
  }

  private func wrapped(_ line: String, _ width: Int?) -> [String] {
    width.map { line.wrapped(to: $0) } ?? [line]
  }

  private func lines(_ columns: [Column]) -> [String] {
    var table = Table(columns.map { Table.Column($0.heading, $0.alignment) })
    for job in jobs {
      table.add(columns.map { $0.cell(job).printable })
      for part in parts(of: job) { table.add(columns.map { $0.part(part).printable }) }
    }
    return table.lines
  }

  /// What stands below a job; nothing where nobody asked for it, or none was seen.
  func parts(of job: JobReport) -> [PartTable.Line] {
    guard withParts, let parts = job.parts, let totals = job.totals else { return [] }
    return PartTable(parts, of: totals.dynamic, until: job.end).all
  }

  private var columns: [Column] {
    [
      Column(heading: "JOB", alignment: .left, rank: 0, cell: { $0.id }, part: { "  " + $0.name }),
      // Slurm's and systemd's names often only repeat what the identifier says.
      Column(heading: "NAME", alignment: .left, rank: 5) {
        $0.id.hasSuffix("/" + $0.name) ? "" : $0.name
      },
      Column(heading: "USER", alignment: .left, rank: 4) { $0.user ?? "" },
      Column(heading: "ACCOUNT", alignment: .left, rank: 6) { $0.account ?? "" },
      Column(heading: "PARTITION", alignment: .left, rank: 10) { $0.partition ?? "" },
      Column(heading: "STATE", alignment: .left, rank: 3) { $0.state.rawValue },
      Column(
        heading: "START", alignment: .left, rank: 2, cell: { start($0.start) },
        part: { $0.start.map(start) ?? "" }),
      Column(
        heading: "TIME", alignment: .right, rank: 7,
        cell: { elapsed($0.start, $0.end, isRunning: $0.state == .running) },
        part: { part in
          part.start.map { elapsed($0, part.end, isRunning: part.end == nil) } ?? ""
        }),
      Column(
        heading: "CPU", alignment: .right, rank: 3,
        cell: { withParts ? $0.parts.map { Self.time($0.processorTime) } ?? "" : "" },
        part: { Self.time($0.processorTime) }),
      Column(
        heading: "DYNAMIC", alignment: .right, rank: 0,
        cell: { job in
          withParts ? job.totals.map { Quantity.energy(microjoules: $0.dynamic) } ?? "" : ""
        },
        part: { Quantity.energy(microjoules: $0.energy) }),
      Column(heading: "POWER", alignment: .right, rank: 1) {
        $0.watts.map(Quantity.power) ?? ""
      },
      Column(heading: "ENERGY", alignment: .right, rank: 0) {
        $0.totals.map { Quantity.energy(microjoules: $0.energy) } ?? ""
      },
      Column(heading: "RANGE", alignment: .right, rank: 1) {
        $0.totals.map(Quantity.range) ?? ""
      },
      Column(heading: "TIER", alignment: .left, rank: 0) { job in
        job.totals.map { $0.energy == 0 ? "" : $0.letter } ?? ""
      },
      Column(heading: "CO2E", alignment: .right, rank: 8) {
        $0.carbonGrams.map(Quantity.carbon) ?? ""
      },
      Column(heading: "COST", alignment: .right, rank: 9) { job in
        job.cost.map { Quantity.fixed($0, 4) + " " + (job.currency ?? "") } ?? ""
      },
      Column(heading: "READ", alignment: .right, rank: 11) {
        $0.traffic.map { Quantity.bytes(Double($0.read)) } ?? ""
      },
      Column(heading: "WRITTEN", alignment: .right, rank: 11) {
        $0.traffic.map { Quantity.bytes(Double($0.written)) } ?? ""
      },
    ]
  }

  /// "11-21 21:22", with its year where that is another than this one.
  private func start(_ time: UInt64) -> String {
    let text = Timestamp.minute(time)
    return text.prefix(4) == Timestamp.minute(now).prefix(4) ? String(text.dropFirst(5)) : text
  }

  private func elapsed(_ start: UInt64, _ end: UInt64?, isRunning: Bool) -> String {
    guard let end = end ?? (isRunning ? keptAt ?? now : nil), end >= start else { return "" }
    let seconds = Double(end - start) / 1e9
    return seconds < 10 ? Quantity.fixed(seconds, 2) + " s" : Quantity.duration(seconds)
  }

  /// CPU time, of which seconds count in an hour as well.
  private static func time(_ nanoseconds: UInt64) -> String {
    let seconds = Double(nanoseconds) / 1e9
    return Quantity.fixed(seconds, seconds < 1000 ? 2 : 0) + " s"
  }

  /// The sum of what is shown, and how well that is known.
  private var total: String {
    let sum = jobs.reduce(JobTotals()) { $0 + ($1.totals ?? JobTotals()) }
    let count = jobs.count == 1 ? "1 job" : "\(jobs.count) jobs"
    var line = "\(count): " + Quantity.energy(microjoules: sum.energy)
    line += " (" + Quantity.wattHours(microjoules: sum.energy) + ")"
    // Of meters and estimates: what the division among jobs may be off by is not in it.
    line += ", range of the sources " + Quantity.range(sum)
    line += ", " + Quantity.energy(microjoules: sum.dynamic) + " of it dynamic"
    let tiers = Tier.allCases.filter { tier in
      jobs.contains { $0.totals?.tier == tier && $0.totals?.energy ?? 0 > 0 }
    }
    if tiers.count == 1 { line += "; all of tier \(tiers[0].letter), \(tiers[0].quality.word)" }
    if tiers.count > 1 {
      let words = tiers.map { "\($0.letter) (\($0.quality.word))" }
      line += "; mixed tiers " + words.joined(separator: ", ")
    }
    return line
  }

  private var notes: [String] {
    var notes: [String] = []
    let folded = jobs.count { $0.totals == nil }
    if folded > 0 {
      notes.append(
        "\(folded) \(folded == 1 ? "job has" : "jobs have") no energy of \(folded == 1 ? "its" : "their") own: "
          + "there were more than jobs.limit, and those beyond are counted together.")
    }
    if withParts {
      let isSeen = jobs.contains { !parts(of: $0).isEmpty }
      if isSeen {
        notes.append(PartTable.note)
      } else if notices.isEmpty {
        notes.append("No steps of Slurm and no containers of pods were seen.")
      }
    }
    if isCut { notes.append(Self.cut) }
    if let keptAt, notices.isEmpty {
      notes.append("No agent runs; this is how it was at \(Timestamp.minute(keptAt)) UTC.")
    }
    return notes + notices.map { "\($0.prefix(1).uppercased())\($0.dropFirst())." }
  }
}
