import Agent
import Exporters
import NodeModel
import Terminal

/// All rows of one job, added up.
struct JobExplanation {
  let id: String
  /// Each life of the job that is known.
  let lives: [JobReport]
  let account: JobRows

  /// The sum of an epoch's rows beside what the ledger says of them; nil where it says nothing.
  private func sums(in epoch: Epoch) -> (rows: JobTotals, ledger: JobTotals?) {
    (JobTotals(of: account.rows(in: epoch)), account.totals[epoch])
  }

  /// What the rows of an epoch come to in carbon and cost; nil where no factors are known.
  private func footprint(in epoch: Epoch) -> FootprintExplanation? {
    FootprintExplanation(
      account.rows(in: epoch), account.ownFactors[epoch] ?? account.factors,
      counted: account.footprints[epoch])
  }

  /// Whether the rows are what the ledger says, to the microjoule, in every epoch, and what they come to is what
  /// was counted, to the gram.
  var isBalanced: Bool {
    account.epochs.allSatisfy { epoch in
      let (rows, ledger) = sums(in: epoch)
      let isSame = ledger.map { rows.isSum(of: $0) } ?? false
      return (isSame || (rows.energy == 0 && ledger?.energy ?? 0 == 0))
        && footprint(in: epoch)?.differences.isEmpty ?? true
    }
  }

  /// The explanation for people.
  func lines(verify: Bool) -> [String] {
    var lines = lives.map(headline)
    if lives.isEmpty { lines.append(id.printable) }
    let epochs = account.epochs
    for epoch in epochs {
      lines.append("")
      if epochs.count > 1 { lines.append("Epoch \(epoch)") }
      lines += table(of: account.rows(in: epoch))
      if let division = division(in: epoch) { lines += ["", division.line] }
      if verify { lines += verdict(on: epoch) }
      if let parts = parts(in: epoch) { lines += ["", PartTable.heading] + parts.lines }
      if let footprint = footprint(in: epoch) {
        lines += ["", "Carbon and cost"] + footprint.text
        if verify { lines += [""] + footprint.verdict }
      } else if verify {
        lines += ["", "Carbon: no factors of its time are kept, so none can be formed."]
      }
    }
    if epochs.isEmpty { lines += ["", "No energy is booked on it."] }
    if lives.contains(where: { $0.totals == nil }) {
      lines.append(
        "It is beyond jobs.limit, so it is counted together with others: what it had nobody knows.")
    }
    return lines
  }

  private func division(in epoch: Epoch) -> DivisionExplanation? {
    DivisionExplanation(account.rows(in: epoch), account.divisions, in: epoch)
  }

  private func parts(in epoch: Epoch) -> PartTable? {
    let dynamic = account.totals[epoch]?.dynamic ?? JobTotals(of: account.rows(in: epoch)).dynamic
    return account.parts[epoch].map { PartTable($0, of: dynamic) }
  }

  private func headline(_ job: JobReport) -> String {
    var words = [job.id]
    if !job.id.hasSuffix("/" + job.name) { words.append(job.name) }
    if let user = job.user { words.append("of " + user) }
    if let account = job.account { words.append("for " + account) }
    let end = job.end.map { " to " + Timestamp.millisecond($0) } ?? ""
    words.append("\(job.state.rawValue), \(Timestamp.millisecond(job.start))\(end)")
    return words.joined(separator: "  ").printable
  }

  private func table(of rows: [EnergyRow]) -> [String] {
    var table = Table([
      .init("TIME (UTC)"), .init("COMPONENT"), .init("ENERGY J", .right),
      .init("DYNAMIC J", .right), .init("STATIC J", .right), .init("TIER"),
      .init("AT LEAST J", .right), .init("AT MOST J", .right),
    ])
    for row in rows {
      for slot in 0..<HourSlots.count where row.full[slot] > 0 {
        let start = UInt64(row.hour + Int64(slot) * HourSlots.seconds) * 1_000_000_000
        table.add([
          Timestamp.minute(start), row.component.word, joules(row.full[slot]),
          joules(row.dynamic[slot]), joules(row.full[slot] - row.dynamic[slot]),
          String(row.tiers[slot].letter),
        ])
      }
      let hour = String(Timestamp.minute(UInt64(row.hour) * 1_000_000_000).dropLast(2))
      table.add(
        [hour + "00 hour" + (row.isFinal ? "" : ", open"), row.component.word]
          + cells(JobTotals(of: [row])))
    }
    table.add(["sum", ""] + cells(JobTotals(of: rows)))
    return table.lines
  }

  private func cells(_ sum: JobTotals) -> [String] {
    [
      joules(sum.energy), joules(sum.dynamic), joules(sum.energy - sum.dynamic),
      sum.letter, joules(sum.low), joules(sum.high),
    ]
  }

  private func verdict(on epoch: Epoch) -> [String] {
    let (rows, ledger) = sums(in: epoch)
    guard let ledger else { return ["", "The ledger says nothing of it: nothing to compare."] }
    let pairs = [
      ("energy", rows.energy, ledger.energy), ("dynamic", rows.dynamic, ledger.dynamic),
      ("at least", rows.low, ledger.low), ("at most", rows.high, ledger.high),
    ]
    let differences = pairs.filter { $0.1 != $0.2 }.map { name, sum, book in
      "DIFFERENT: \(name) of the lines is \(joules(sum)) J, of the ledger \(joules(book)) J"
    }
    if !differences.isEmpty { return [""] + differences }
    guard rows.isSum(of: ledger) else {
      return [
        "",
        "DIFFERENT: tier of the lines is \(rows.letter), better than \(ledger.letter) of the ledger",
      ]
    }
    return ["", "verified: the lines are the ledger's totals, to the microjoule"]
  }

  private func joules(_ microjoules: UInt64) -> String { Quantity.exact(microjoules) }

  /// Writes the rows, with both sums of each epoch.
  func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("job_id", id)
      writer.key("lives")
      writer.array { writer in
        for job in lives { job.write(to: &writer) }
      }
      writer.key("epochs")
      writer.array { writer in
        for epoch in account.epochs { write(epoch, to: &writer) }
      }
      writer.member("verified", flag: isBalanced)
    }
  }

  private func write(_ epoch: Epoch, to writer: inout JSONWriter) {
    let (rows, ledger) = sums(in: epoch)
    writer.object { writer in
      writer.member("epoch", epoch.description)
      writer.key("sum")
      writer.object { rows.write(to: &$0) }
      if let ledger {
        writer.key("ledger")
        writer.object { ledger.write(to: &$0) }
      }
      if let division = division(in: epoch) {
        writer.key("divisions")
        division.write(to: &writer)
      }
      if let parts = parts(in: epoch) {
        writer.key("parts")
        writer.parts(parts.parts, of: parts.dynamic)
      }
      if let footprint = footprint(in: epoch) {
        writer.key("footprint")
        footprint.write(to: &writer)
      }
      writer.key("rows")
      writer.array { writer in
        for row in account.rows(in: epoch) { writer.row(row) }
      }
    }
  }
}
