import Terminal

/// The lists below the gauges: temperatures at the left, everything else at the right.
struct SensorColumns {
  let screen: NodeScreen

  /// The least width at which both lists stay readable beside each other.
  private static let sideBySide = 80

  private var style: Style { screen.style }
  private var node: NodeReport { screen.node }

  /// The lists side by side, in at most `room` lines; what does not fit is said.
  func lines(room: Int?) -> [String] {
    let heat = temperatures
    var others = self.others
    // Blank lines between the lists are for those who have room for them.
    if let room, others.count > room { others.removeAll { $0.isEmpty } }
    if heat.isEmpty { return limited(others, room, titleLines: 0) }
    // Side by side where both keep a readable width.
    guard screen.width >= Self.sideBySide, !others.isEmpty else {
      return limited(heat, room, titleLines: 1)
        + (room == nil && !others.isEmpty ? [""] + others : [])
    }
    let left = limited(heat, room, titleLines: 1)
    let right = limited(others, room, titleLines: 0)
    return (0..<max(left.count, right.count)).map { row in
      let one = row < left.count ? left[row] : ""
      let blanks = max(0, leftWidth - one.terminalWidth)
      let two = row < right.count ? right[row] : ""
      return (one + String(repeating: " ", count: blanks) + "   " + two).trimmedEnd
    }
  }

  private var leftWidth: Int {
    screen.width < Self.sideBySide ? screen.width : (screen.width - 3) * 58 / 100
  }
  private var rightWidth: Int {
    temperatures.isEmpty || screen.width < Self.sideBySide
      ? screen.width : screen.width - 3 - leftWidth
  }

  /// Cuts a list to the room and says how much is left out.
  private func limited(_ all: [String], _ room: Int?, titleLines: Int) -> [String] {
    guard let room else { return all }
    let title = all.prefix(titleLines)
    let body = all.dropFirst(titleLines + (titleLines > 0 ? firstShown(all.count) : 0))
    guard title.count + body.count > room else { return Array(title + body) }
    guard room > titleLines + 1 else { return Array(all.prefix(room)) }
    let shown = body.prefix(room - titleLines - 1)
    return Array(title + shown) + [style(.quiet, "and \(body.count - shown.count) more")]
  }

  private func firstShown(_ count: Int) -> Int {
    min(screen.skipped, max(0, count - 2))
  }

  private var temperatures: [String] {
    var sensors = node.temperatures ?? []
    guard !sensors.isEmpty else { return [] }
    if screen.order == .byHeat {
      sensors.sort { nearness($0) > nearness($1) }
    }
    let title = "Temperatures" + (screen.order == .byHeat ? ", nearest to the limit first" : "")
    return [style(.strong, title)] + sensors.map(line)
  }

  private func nearness(_ sensor: NodeReport.Sensor) -> Double {
    guard let celsius = sensor.celsius else { return -1 }
    return celsius / (sensor.limit ?? 110)
  }

  private func line(_ sensor: NodeReport.Sensor) -> String {
    let width = leftWidth
    let role: Style.Role =
      sensor.isCritical ? .critical : sensor.isAboveMaximum ? .warning : .ink
    let value = sensor.celsius.map { Quantity.fixed($0, 1) + screen.degree } ?? "-"
    let limit = sensor.limit.map { "/ " + Quantity.fixed($0, 0) } ?? ""
    let sign = sensor.isCritical ? "!!" : sensor.isAboveMaximum ? " !" : "  "
    let barWidth = max(4, min(24, width / 4))
    let name = max(6, width - barWidth - 9 - 6 - 4)
    let bar = Bar(width: barWidth, isUnicode: style.isUnicode)
      .parts((sensor.celsius ?? 0) / (sensor.limit ?? 110))
    var text = sensor.title.printable
    // The chip tells sensors apart that have the same label, where there is room for it.
    if sensor.label != nil, text.terminalWidth + sensor.chip.terminalWidth + 2 <= name {
      text = text.fitted(to: text.terminalWidth + 2) + sensor.chip.printable
    }
    return text.fitted(to: name, mark: screen.ellipsis)
      + style(role == .ink ? .strong : role, value.rightAligned(to: 9)) + " "
      + style(role, sign) + style(role, bar.full) + style(.quiet, bar.empty) + " "
      + style(.quiet, limit)
  }

  private var others: [String] {
    var lines: [String] = []
    for accelerator in node.accelerators ?? [] {
      let name = [accelerator.vendor, accelerator.model].compactMap { $0 }.joined(separator: " ")
      let values = [
        accelerator.utilizationRatio.map(Quantity.percent),
        accelerator.watts.map { Quantity.fixed($0, 0) + " W" },
      ].compactMap { $0 }
      add(name.isEmpty ? accelerator.device : name, values.joined(separator: "  "), to: &lines)
    }
    end("Accelerators", &lines, from: 0)
    var start = lines.count
    for fan in node.fans ?? [] {
      let value = fan.rpm.map { $0 == 0 ? "stopped" : Quantity.fixed($0, 0) + " rpm" } ?? "-"
      add(fan.title, value, alarms: fan.alarms, to: &lines)
    }
    end("Fans", &lines, from: start)
    start = lines.count
    for power in node.powers ?? [] {
      let value = power.watts.map { Quantity.fixed($0, 1) + " W" } ?? "-"
      add(power.title, value, alarms: power.alarms, to: &lines)
    }
    end("Power sensors", &lines, from: start)
    start = lines.count
    for filesystem in node.filesystems ?? [] {
      guard let size = filesystem.sizeBytes, let free = filesystem.availableBytes else { continue }
      add(
        filesystem.mountpoint, Quantity.bytes(free) + " free of " + Quantity.bytes(size),
        to: &lines)
    }
    end("Filesystems", &lines, from: start)
    start = lines.count
    for device in node.network ?? [] {
      guard let received = device.receiveBytesPerSecond, let sent = device.transmitBytesPerSecond
      else { continue }
      add(
        device.device, "in " + Quantity.rate(received) + "  out " + Quantity.rate(sent), to: &lines)
    }
    end("Network devices", &lines, from: start)
    return lines
  }

  private func add(
    _ name: String, _ value: String, alarms: [String]? = nil, to lines: inout [String]
  ) {
    let raised = alarms.map { !$0.isEmpty } ?? false
    let whole = raised ? value + " ALARM" : value
    let text = whole.fitted(
      to: min(whole.terminalWidth, max(4, rightWidth - 5)), mark: screen.ellipsis)
    let room = max(4, rightWidth - text.terminalWidth - 1)
    lines.append(
      name.printable.fitted(to: room, mark: screen.ellipsis) + " "
        + (raised ? style(.critical, text) : text))
  }

  /// Sets the title over the lines from `start` on, where there are any.
  private func end(_ title: String, _ lines: inout [String], from start: Int) {
    guard lines.count > start else { return }
    lines.insert(style(.strong, title), at: start)
    if start > 0 { lines.insert("", at: start) }
  }
}
