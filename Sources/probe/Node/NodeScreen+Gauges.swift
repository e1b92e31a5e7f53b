import Terminal

extension NodeScreen {
  /// The big numbers, a line each: name, value, bar or words, and the last five minutes.
  var gauges: [String] {
    power + processors + memory + heat + network + disks + waiting
  }

  private static let nameWidth = 9
  private static let valueWidth = 10
  private var barWidth: Int { width < 100 ? 10 : 20 }
  /// What is left when name, value, bar and 28 columns of words have their place.
  private var sparkWidth: Int {
    max(0, min(60, width - Self.nameWidth - Self.valueWidth - barWidth - 35))
  }

  private var power: [String] {
    guard let watts = node.power.watts else {
      return missing("Power", Wording.noPower(node.power.reason))
    }
    return gauge(
      "Power", Quantity.fixed(watts, watts < 100 ? 1 : 0) + " W",
      powerWords, history: node.history.powerWatts, from: 0)
  }

  private var powerWords: String {
    let lacks = node.power.lacks ?? []
    let words = [
      node.power.tier.map(Wording.tier), lacks.contains("rest") ? "components only" : nil,
      lacks.contains("accelerator") ? "without accelerators" : nil,
    ]
    return words.compactMap(\.self).joined(separator: ", ")
  }

  private var processors: [String] {
    guard let ratio = node.cpu.utilizationRatio else {
      return missing("CPU", "utilization is known after two rounds")
    }
    let load = (node.cpu.load ?? []).map(Quantity.short).joined(separator: " ")
    let count = node.cpu.logicalCpus.map { Quantity.fixed($0, 0) + " CPUs" } ?? ""
    let words = [count, load.isEmpty ? "" : "load " + load].filter { !$0.isEmpty }
    let all = words.joined(separator: "  ")
    return gauge(
      "CPU", Quantity.percent(ratio), all, orElse: words.last, share: ratio,
      history: node.history.cpuUtilizationRatio, from: 0, to: 1)
  }

  private var memory: [String] {
    guard let ratio = node.memory.usedRatio else { return missing("Memory", "not known") }
    var words = ""
    if let total = node.memory.totalBytes, let available = node.memory.availableBytes {
      words = Quantity.memory(total - available) + " of " + Quantity.memory(total)
    }
    return gauge(
      "Memory", Quantity.percent(ratio), words, orElse: "", share: ratio,
      history: node.history.memoryUsedRatio, from: 0, to: 1)
  }

  private var heat: [String] {
    let hottest = (node.temperatures ?? []).filter { $0.celsius != nil }
      .max { ($0.celsius ?? 0) < ($1.celsius ?? 0) }
    guard let hottest, let celsius = hottest.celsius else {
      let words = node.isVirtual ? "no sensor: a virtual machine has none" : "no sensor answers"
      return missing("Hottest", words)
    }
    return gauge(
      "Hottest", Quantity.fixed(celsius, 1) + degree, hottest.title.printable,
      share: hottest.limit.map { celsius / $0 },
      role: hottest.isCritical ? .critical : hottest.isAboveMaximum ? .warning : .ink,
      history: node.history.hottestCelsius)
  }

  private var network: [String] {
    flow(
      "Network", "in", node.history.networkReceiveBytesPerSecond, "out",
      node.history.networkTransmitBytesPerSecond)
  }

  private var disks: [String] {
    flow(
      "Disks", "read", node.history.diskReadBytesPerSecond, "written",
      node.history.diskWrittenBytesPerSecond)
  }

  private var waiting: [String] {
    let parts = [
      ("CPU", node.pressure.cpuWaitingRatio), ("memory", node.pressure.memoryWaitingRatio),
      ("I/O", node.pressure.ioWaitingRatio),
    ].compactMap { name, ratio in ratio.map { "for \(name) " + Quantity.percent($0) } }
    return row("Waiting", parts)
  }

  private func flow(
    _ name: String, _ inward: String, _ received: [Double?]?, _ outward: String,
    _ sent: [Double?]?
  ) -> [String] {
    guard received != nil || sent != nil else { return [] }
    let first = inward + " " + (last(received).map(Quantity.rate) ?? "-")
    let second = outward + " " + (last(sent).map(Quantity.rate) ?? "-")
    let both = zip(received ?? [], sent ?? []).map { pair -> Double? in
      guard let one = pair.0, let other = pair.1 else { return nil }
      return one + other
    }
    let rows = row(name, [first, second])
    guard rows.count == 1 else { return rows }
    return rows.map { $0 + trail($0, both, from: 0) }
  }

  /// Facts behind a name: in columns, or where these are too wide, in as many lines as it takes.
  private func row(_ name: String, _ facts: [String]) -> [String] {
    guard !facts.isEmpty else { return [] }
    let head = name.fitted(to: Self.nameWidth) + " "
    let line = (head + facts.map { $0.fitted(to: 18) }.joined()).trimmedEnd
    guard line.terminalWidth > width else { return [line] }
    var lines = [head + facts[0]]
    for fact in facts.dropFirst() {
      let together = lines[lines.count - 1] + "  " + fact
      if together.terminalWidth <= width {
        lines[lines.count - 1] = together
      } else {
        lines.append(String(repeating: " ", count: head.terminalWidth) + fact)
      }
    }
    return lines
  }

  /// Why there is no value.
  private func missing(_ name: String, _ reason: String) -> [String] {
    let head = name.fitted(to: Self.nameWidth) + " "
    let margin = String(repeating: " ", count: head.terminalWidth)
    return reason.wrapped(to: width - head.terminalWidth).enumerated().map { number, line in
      (number == 0 ? head : margin) + style(.quiet, line)
    }
  }

  private func last(_ line: [Double?]?) -> Double? {
    line?.last ?? nil
  }

  /// One line. A share is drawn as a bar; the words, or the fewer ones where they do not fit, or
  /// none where these do not either, fill what is left before the history.
  private func gauge(
    _ name: String, _ value: String, _ words: String, orElse fewer: String? = nil,
    share: Double? = nil,
    role: Style.Role = .ink, history: [Double?]? = nil, from: Double? = nil, to: Double? = nil
  ) -> [String] {
    var line = name.fitted(to: Self.nameWidth) + " "
    line += style(.strong, value.rightAligned(to: Self.valueWidth)) + "  "
    var rest = width - Self.nameWidth - Self.valueWidth - 3
    if let share {
      let bar = Bar(width: barWidth, isUnicode: style.isUnicode).parts(share)
      line += style(role, bar.full) + style(.quiet, bar.empty) + "  "
      rest -= barWidth + 2
    }
    let spark = history == nil ? 0 : sparkWidth
    let field = max(0, rest - (spark > 0 ? spark + 2 : 0))
    let choices = fewer.map { [words, $0, ""] } ?? [words]
    let fitting = choices.first { $0.terminalWidth <= field } ?? words
    line += style(.quiet, fitting.fitted(to: field, mark: ellipsis))
    guard spark > 0, let history else { return [line.trimmedEnd] }
    return [line + "  " + sparkline(history, spark, from: from, to: to)]
  }

  /// The history behind the words of a flow.
  private func trail(_ words: String, _ line: [Double?], from: Double) -> String {
    guard sparkWidth > 0 else { return "" }
    let gap = width - words.terminalWidth - sparkWidth
    guard gap >= 2 else { return "" }
    return String(repeating: " ", count: gap) + sparkline(line, sparkWidth, from: from, to: nil)
  }

  private func sparkline(_ line: [Double?], _ width: Int, from: Double?, to: Double?) -> String {
    let known = line.compactMap { $0 }
    guard let least = known.min(), let most = known.max() else { return "" }
    let low = min(from ?? least, least)
    let span = Int((300 / max(1, node.history.periodSeconds)).rounded())
    return style(
      .ink,
      Sparkline(width: width, isUnicode: style.isUnicode).text(
        line, span: span, range: low...max(to ?? most, most, low)))
  }
}
