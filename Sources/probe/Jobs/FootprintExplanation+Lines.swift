import Agent
import Footprint
import NodeModel
import Terminal

/// The arithmetic for people.
extension FootprintExplanation {
  /// The table, the reservations, the factors.
  var text: [String] {
    table + reservationLines + entries.flatMap { factorLines(factors.entries[$0]) } + lateLines
  }

  /// Factors are of their own time; what flowed before any was kept is formed with those of a later one.
  private var lateLines: [String] {
    guard let line = lines.first(where: \.isBeforeFactors) else { return [] }
    let start = UInt64(max(0, factors.entries[line.entry].start)) * 1_000_000_000
    return [
      "", "No factors were kept before \(Timestamp.minute(start)) UTC: these stand in for them.",
    ]
  }

  /// Whether it is what was counted, figure by figure.
  var verdict: [String] {
    guard counted != nil else { return ["No carbon or cost was counted: nothing to compare."] }
    guard differences.isEmpty else {
      return differences.map {
        "DIFFERENT: \($0.name) of the lines is \(Quantity.exact($0.nearest)) \($0.unit), "
          + "\(Quantity.exact($0.counted)) \($0.unit) was counted"
      }
    }
    let exact = comparisons.filter { !$0.isLoose }.map(\.name)
    return [
      "verified: \(Self.list(exact)) of the lines are what was counted, to the millionth"
    ]
      + comparisons.filter(\.isLoose).map {
        "verified: \($0.name) lies between \(Quantity.exact($0.formed.lowerBound)) and "
          + "\(Quantity.exact($0.formed.upperBound)) \($0.unit); the factors of what was reserved changed meanwhile"
      }
  }

  private static func list(_ words: [String]) -> String {
    words.count < 2
      ? words.joined() : words.dropLast().joined(separator: ", ") + " and " + words[words.count - 1]
  }

  private var table: [String] {
    var columns: [Table.Column] = [
      .init("TIME (UTC)"), .init("ENERGY J", .right), .init("× PUE", .right),
      .init("× g/kWh", .right), .init("= CARBON g", .right), .init("× g/kWh", .right),
      .init("= MARKET g", .right),
    ]
    if let currency {
      columns += [.init("× \(currency)/kWh", .right), .init("= COST \(currency)", .right)]
    }
    var table = Table(columns)
    let carbon = Apportionment.millionths(lines.map(\.sums.location))
    let market = Apportionment.millionths(lines.map(\.sums.market))
    let cost = Apportionment.millionths(lines.map(\.sums.cost))
    for (place, line) in lines.enumerated() {
      let set = factors.entries[line.entry].set
      var cells = [
        Timestamp.minute(UInt64(line.hour) * 1_000_000_000), Quantity.exact(line.energy),
        set.text("pue"), set.text("intensity"), Quantity.exact(UInt64(clamping: carbon[place])),
        set.text("market_intensity"), Quantity.exact(UInt64(clamping: market[place])),
      ]
      if currency != nil {
        cells += [
          set.currency?.code == currency
            ? set.tariff?.perKilowattHour.map { Quantity.exact($0.count) } ?? "" : "",
          Quantity.exact(UInt64(clamping: cost[place])),
        ]
      }
      table.add(cells)
    }
    let sum = lines.reduce(0) { $0 + $1.energy }
    var cells = [
      "sum", Quantity.exact(sum), "", "", Quantity.exact(energy.location), "",
      Quantity.exact(energy.market),
    ]
    if currency != nil { cells += ["", Quantity.exact(energy.cost)] }
    table.add(cells)
    return table.lines
  }

  private var reservationLines: [String] {
    guard let last, last.embodied != nil || last.tariff != nil else { return [] }
    let (cores, memory) = (Quantity.exact(hours.cores), Quantity.exact(hours.memory))
    var lines = ["", "Reserved: " + reserved(cores, memory)]
    if let embodied = last.embodied, isHeld {
      lines += embodied.parts.map { line(of: $0, embodied) }
      lines.append("  embodied carbon: \(Quantity.exact(reservations.embodied)) g")
    }
    if let tariff = last.tariff, tariff.currency.code == currency, let price = tariff.perCoreHour,
      counted?.coreMilliseconds != nil
    {
      let unit = tariff.currency.code
      lines.append(
        "  \(cores) core h × \(Quantity.trimmed(price.count)) \(unit) = "
          + "\(Quantity.exact(reservations.cost)) \(unit)")
    }
    if let currency, hasCost {
      lines.append("  cost in all: \(Quantity.exact(total.cost)) \(currency)")
    }
    return lines
  }

  /// Where a job had no limit of its own, nobody knows what it kept from others, and it bears none of that.
  private func reserved(_ cores: String, _ memory: String) -> String {
    let words = [
      counted?.coreMilliseconds.map { _ in "\(cores) core h" },
      counted?.memoryMilliseconds.map { _ in "\(memory) GiB h of memory" },
    ].compactMap(\.self)
    return words.isEmpty
      ? "not known, for it had no limit of its own" : words.joined(separator: ", ")
  }

  /// Core hours and GiB hours that were reserved.
  private var hours: (cores: Double, memory: Double) {
    (
      Double(held.coreMilliseconds) / 3.6e6,
      Double(held.memoryMebibyteMilliseconds) / 3.6e6 / 1024
    )
  }

  /// A part of the node: what it emitted to make × what was reserved ÷ what there is in its life.
  private func line(of part: EmbodiedPart, _ embodied: EmbodiedRates) -> String {
    let isMemory = part.resource == .memory && embodied.capacity.memoryMebibytes > 0
    let (reserved, unit) = isMemory ? (hours.memory, "GiB h") : (hours.cores, "core h")
    let there =
      isMemory ? Double(embodied.capacity.memoryMebibytes) / 1024 : Double(embodied.capacity.cores)
    let life = there * Double(embodied.lifetimeYears) * 8760
    let grams = Double(part.count) * part.kilograms.value.double * 1000 * reserved / life
    let mass = Quantity.trimmed(part.kilograms.value.count)
    let low = Quantity.trimmed(part.kilograms.low.count)
    let high = Quantity.trimmed(part.kilograms.high.count)
    return
      "  \(part.count) × \(part.name) \(mass) kg (\(low)–\(high)) × \(Quantity.exact(reserved)) of "
      + "\(Quantity.trimmed(life)) \(unit) in \(embodied.lifetimeYears) years = "
      + "\(Quantity.exact(grams)) g, \(FactorQuality.estimated.rawValue), \(part.source)".printable
  }

  private func factorLines(_ entry: (start: Int64, set: FactorSet)) -> [String] {
    let since = Timestamp.minute(UInt64(max(0, entry.start)) * 1_000_000_000)
    var table = Table([
      .init("FACTOR"), .init("VALUE", .right), .init("UNIT"), .init("QUALITY"), .init("SOURCE"),
    ])
    for note in entry.set.notes {
      let words =
        [note.source] + (note.year.map { [String($0)] } ?? [])
        + note.remarks.filter { $0 != note.source }
      table.add([
        note.name, Quantity.trimmed(note.value), note.unit, note.quality.rawValue,
        words.joined(separator: ", ").printable,
      ])
    }
    return ["", "Factors since \(since) UTC, \(entry.set.version)"] + table.lines
  }
}

extension FactorSet {
  /// A factor as the tables and the configuration have it; empty where it is not known.
  fileprivate func text(_ name: String) -> String {
    notes.first { $0.name == name }.map { Quantity.trimmed($0.value) } ?? ""
  }
}

extension Quantity {
  /// Millionths with all six places, so that points stand below each other.
  static func exact(_ millionths: UInt64) -> String {
    let fraction = String(millionths % 1_000_000)
    return "\(millionths / 1_000_000)."
      + String(repeating: "0", count: 6 - fraction.count) + fraction
  }

  fileprivate static func exact<Kind>(_ amount: Amount<Kind>) -> String {
    exact(UInt64(clamping: amount.millionths))
  }

  /// A number with all six places of its millionths.
  fileprivate static func exact(_ value: Double) -> String {
    Millionths(value).map { exact($0.count) } ?? value.description
  }

  /// A factor without zeros at its end.
  fileprivate static func trimmed(_ value: Double) -> String {
    Millionths(value).map { trimmed($0.count) } ?? value.description
  }

  /// Millionths without zeros at their end.
  fileprivate static func trimmed(_ millionths: UInt64) -> String {
    var text = exact(millionths)
    while text.hasSuffix("0") { text.removeLast() }
    if text.hasSuffix(".") { text.removeLast() }
    return text
  }
}
