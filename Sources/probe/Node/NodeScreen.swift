import NodeModel
import Terminal

/// One node on one screen: what matters first, from 60 columns up, in as many lines as there are.
struct NodeScreen {
  /// In which order sensors stand.
  enum Order {
    /// As their chips stand.
    case byChip
    /// The one nearest to its limit first.
    case byHeat
  }

  let node: NodeReport
  let style: Style
  let width: Int
  /// The lines that there are; nil where the text may be as long as it likes.
  let height: Int?
  var order = Order.byChip
  /// How many sensors are passed over at the beginning of their list.
  var skipped = 0

  /// The picture, line by line.
  var lines: [String] {
    let above = header + findings + [""] + gauges
    let bottom = footer
    let top = above + jobs(room: height.map { max(0, $0 - above.count - bottom.count) })
    let room = height.map { max(0, $0 - top.count - bottom.count - 1) }
    let middle = SensorColumns(screen: self).lines(room: room)
    let all = top + (middle.isEmpty ? [] : [""] + middle) + bottom
    return height.map { Array(all.prefix($0)) } ?? all
  }

  private var header: [String] {
    let name = (node.identity.hostname ?? "this node").printable
    var right = node.identity.uptimeSeconds.map { "up " + Quantity.duration($0) } ?? ""
    // The time of day, from "2026-11-21T14:32:10.250Z".
    let clock = node.time.dropFirst(11).prefix(8)
    if clock.count == 8 { right += (right.isEmpty ? "" : "  ") + clock + " UTC" }
    let left = name.fitted(to: max(0, width - right.terminalWidth - 1))
    var about: [String] = []
    let machine = [node.identity.vendor, node.identity.product].compactMap { $0 }
    if !machine.isEmpty { about.append(machine.joined(separator: " ")) }
    if node.isVirtual, let kind = node.identity.virtualization { about.append("VM (\(kind))") }
    if let container = node.identity.container { about.append("container (\(container))") }
    if let os = node.identity.os { about.append(os) }
    if let kernel = node.identity.kernel { about.append("Linux " + kernel) }
    let line = about.joined(separator: "  ").printable
    return [style(.strong, left) + " " + style(.quiet, right)]
      + (about.isEmpty ? [] : fitting(line, lines: 1)).map { style(.quiet, $0) }
  }

  /// At most five findings; a screen is no log.
  private var findings: [String] {
    let all = node.findings ?? []
    guard !all.isEmpty else { return [] }
    let shown = all.prefix(height == nil ? all.count : 5)
    var lines = [""]
    for finding in shown {
      let isCritical = finding.severity == .critical
      let sign = isCritical ? "CRITICAL" : "WARNING "
      let text = (finding.subject + ": " + finding.text).printable
      // A few may say all that they have to say; many keep to a line each.
      let rows = fitting(text, lines: all.count > 3 ? 1 : 2, margin: 9)
      lines.append(style(isCritical ? .critical : .warning, sign) + " " + (rows.first ?? ""))
      lines += rows.dropFirst().map { String(repeating: " ", count: 9) + $0 }
    }
    if all.count > shown.count { lines.append("         and \(all.count - shown.count) more") }
    return lines
  }

  /// The sources without values, a line a reason; faults come first, in the colour of a warning.
  private var footer: [String] {
    let down = (node.probes ?? []).filter { !$0.up }
    guard !down.isEmpty else { return [] }
    var groups: [(reason: String, names: [String], isHarmless: Bool)] = []
    for source in down {
      let words = (source.reasons ?? []).map(Wording.reason).joined(separator: ", ")
      let reason = words.isEmpty ? "no values" : words
      if let group = groups.firstIndex(where: { $0.reason == reason }) {
        groups[group].names.append(source.probe.printable)
      } else {
        groups.append((reason, [source.probe.printable], isHarmless(source)))
      }
    }
    let sorted = groups.filter { !$0.isHarmless } + groups.filter(\.isHarmless)
    var lines: [String] = []
    let room = height.map { $0 < 30 ? 2 : 4 }
    for (number, group) in sorted.enumerated() {
      let line = group.reason.prefix(1).uppercased() + group.reason.dropFirst() + ": "
      // Every reason that follows is worth a line more than the last names of this one.
      let left = room.map { max(1, $0 - lines.count - (sorted.count - number - 1)) } ?? Int.max
      lines += fitting(line + group.names.joined(separator: ", "), lines: left, indent: 2)
        .map { style(group.isHarmless ? .quiet : .warning, $0) }
    }
    return [""] + lines.prefix(room ?? lines.count)
  }

  /// The text wrapped into what `margin` leaves of the width; on a screen of limited height in at most
  /// so many lines, the last of which is marked where something is cut.
  private func fitting(
    _ text: String, lines most: Int, margin: Int = 0, indent: Int = 0
  ) -> [String] {
    let room = max(1, width - margin)
    let all = text.wrapped(to: room, indent: indent)
    guard height != nil, all.count > most, most > 0 else { return all }
    // One line is filled to its end, a mark included.
    let last = (most == 1 ? text : all[most - 1] + " " + all[most].drop { $0 == " " })
    return all.prefix(most - 1) + [last.fitted(to: room, mark: ellipsis).trimmedEnd]
  }

  private func isHarmless(_ source: NodeReport.Source) -> Bool {
    (source.reasons ?? []).allSatisfy(Wording.isHarmless)
  }

  /// The mark of what was cut.
  var ellipsis: Character { style.isUnicode ? "…" : "~" }

  /// "°C" where the terminal has it.
  var degree: String { style.isUnicode ? " °C" : " C" }
}

extension String {
  /// Without blanks at the end.
  var trimmedEnd: String {
    var text = self
    while text.last == " " { text.removeLast() }
    return text
  }
}
