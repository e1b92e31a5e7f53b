import NodeModel
import Terminal

extension NodeScreen {
  /// The jobs that draw most, where there are any: a third of what a screen has left, at least three.
  func jobs(room: Int?) -> [String] {
    guard let all = node.jobs, !all.isEmpty else { return [] }
    let most = room.map { max(3, $0 / 3 - 2) } ?? all.count
    let shown = all.prefix(all.count > most ? most - 1 : most)
    let hidden = all.count - shown.count + (node.jobsOmitted ?? 0)
    let isGuessed = shown.contains { $0.watts != nil && isEstimate($0) }
    let title = style(.strong, "Jobs by power")
    var lines = ["", isGuessed ? title + style(.quiet, "  ~ is an estimate") : title]
    lines += shown.map(line)
    if hidden > 0 { lines.append(style(.quiet, "and \(hidden) more: probe jobs")) }
    return lines
  }

  private func isEstimate(_ job: NodeReport.Job) -> Bool { job.tier != "A" && job.tier != "B" }

  /// Who, how much of the node's power that is, and what it has had since it began.
  private func line(_ job: NodeReport.Job) -> String {
    let watts = job.watts.map { (isEstimate(job) ? "~" : "") + Quantity.power($0) } ?? "-"
    let energy = job.energyJoules.map { Quantity.energy(microjoules: UInt64(max(0, $0) * 1e6)) }
    let columns = min(20, max(4, width / 6))
    let share = job.watts.map { $0 / max(node.power.watts ?? $0, $0, 1e-9) } ?? 0
    let bar = Bar(width: columns, isUnicode: style.isUnicode).parts(share)
    var who = job.jobId
    if !who.hasSuffix("/" + job.name) { who += "  " + job.name }
    if let user = job.user { who += "  " + user }
    let room = max(8, width - columns - 22)
    return who.printable.fitted(to: room, mark: ellipsis)
      + style(.strong, watts.rightAligned(to: 9)) + "  " + style(.ink, bar.full)
      + style(.quiet, bar.empty) + style(.quiet, (energy ?? "").rightAligned(to: 11))
  }
}
