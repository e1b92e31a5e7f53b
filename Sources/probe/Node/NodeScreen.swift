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
    let top = header + findings + [""] + gauges
    let bottom = footer
    let room = height.map { max(0, $0 - top.count - bottom.count - 1) }
    let middle = SensorColumns(screen: self).lines(room: room)
    return top + (middle.isEmpty ? [] : [""] + middle) + bottom
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
    let line = about.joined(separator: "  ").printable.fitted(to: width, mark: ellipsis)
    return [style(.strong, left) + " " + style(.quiet, right)]
      + (about.isEmpty ? [] : [style(.quiet, line.trimmedEnd)])
  }

  /// At most five findings; a screen is no log.
  private var findings: [String] {
    let all = node.findings ?? []
    guard !all.isEmpty else { return [] }
    let shown = all.prefix(height == nil ? all.count : 5)
    var lines = [""]
    for finding in shown {
      let isCritical = finding.severity == "critical"
      let sign = isCritical ? "CRITICAL" : "WARNING "
      let text = (finding.subject + ": " + finding.text).printable
      lines.append(
        style(isCritical ? .critical : .warning, sign) + " "
          + text.fitted(to: max(0, width - 9), mark: ellipsis).trimmedEnd)
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
    return [""]
      + sorted.prefix(height.map { $0 < 30 ? 2 : 4 } ?? groups.count).map { group in
        let line = group.reason.prefix(1).uppercased() + group.reason.dropFirst() + ": "
        let names = group.names.joined(separator: ", ")
        return style(
          group.isHarmless ? .quiet : .warning,
          (line + names).fitted(to: width, mark: ellipsis).trimmedEnd)
      }
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
