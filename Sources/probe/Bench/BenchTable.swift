import BenchKit
import NodeModel
import Terminal

/// Benchmark results for people: one table a suite, with a bar where a physical limit was measured.
struct BenchTable {
  private let style: Style
  private let width: Int?

  /// Tables in `style`, broken to `width` cells; nil stands for any width.
  init(style: Style, width: Int?) {
    self.style = style
    self.width = width
  }

  /// The suites' tables with a blank line between them.
  func lines(of results: [BenchResult]) -> [String] {
    var suites: [String] = []
    for result in results where !suites.contains(result.subject.suite) {
      suites.append(result.subject.suite)
    }
    let tables = suites.map { suite in
      lines(of: suite, results.filter { $0.subject.suite == suite })
    }
    return Array(tables.joined(separator: [""]))
  }

  private func lines(of suite: String, _ results: [BenchResult]) -> [String] {
    let parameters = ParameterColumns(of: results)
    var title = style(.strong, suite)
    if let about = Suites.named(suite)?.summary { title += "  \(about)" }
    if !parameters.shared.isEmpty { title += style(.quiet, "  (\(parameters.shared))") }
    if let matrix = CoreMatrix(results), suite == CoreToCore.name.description {
      return [title] + matrix.lines
    }
    let hasPeak = results.contains { $0.peakShare != nil }
    let hasEnergy = results.contains { $0.energy != nil }
    var columns: [Table.Column] = [.init("CASE")]
    columns += parameters.names.map { .init($0.uppercased(), .right) }
    columns += [
      .init("UNIT"), .init("BEST", .right), .init("MEDIAN", .right), .init("MAD", .right),
      .init("MEDIAN 95 %", .right), .init("NEXT RUN 95 %", .right),
    ]
    if hasPeak { columns.append(.init("OF PEAK")) }
    let hasClock = suite == PeakSuite.name.description
    if hasClock { columns.append(.init("CLOCK", .right)) }
    if hasEnergy { columns.append(.init("WATTS", .right)) }
    let hasEfficiency = results.contains { efficiency(of: $0) != nil }
    if hasEfficiency { columns.append(.init("ENERGY", .right)) }
    let hasNotes = results.contains { !notes(on: $0).isEmpty }
    if hasNotes { columns.append(.init("NOTES")) }
    var table = Table(columns)
    for result in results {
      var cells = [result.subject.name] + parameters.cells(of: result)
      cells += values(of: result)
      if hasPeak { cells.append(shares(of: result)) }
      if hasClock {
        cells.append(result.clockHertz.map { Quantity.scaled($0, in: .hertz) } ?? "")
      }
      if hasEnergy { cells.append(result.energy.map { Quantity.short($0.watts) } ?? "") }
      if hasEfficiency { cells.append(efficiency(of: result) ?? "") }
      if hasNotes { cells.append(notes(on: result)) }
      table.add(styled: cells)
    }
    return [title] + table.lines(width: width) + remarks(on: results)
  }

  /// What holds for a whole suite and not for single results.
  private func remarks(on results: [BenchResult]) -> [String] {
    distributions(in: results) + arrayRemark(on: results)
  }

  /// How single wake-ups lie, once for each policy.
  private func distributions(in results: [BenchResult]) -> [String] {
    var lines: [String] = []
    for result in results {
      guard let all = result.distribution, case .text(let policy)? = result.subject["policy"] else {
        continue
      }
      var words = [
        "\(policy): \(all.count) wake-ups", "p50 \(Quantity.time(all.p50))",
        "p99 \(Quantity.time(all.p99))",
      ]
      if let p999 = all.p999 { words.append("p99.9 \(Quantity.time(p999))") }
      words.append("latest \(Quantity.time(all.max))")
      let line = words.joined(separator: ", ")
      if !lines.contains(line) { lines.append(line) }
    }
    return lines
  }

  private func arrayRemark(on results: [BenchResult]) -> [String] {
    let shares = results.compactMap { result -> Int? in
      guard case .count(let percent)? = result.subject[ParameterColumns.arrayShare] else {
        return nil
      }
      return percent
    }
    // STREAM's rule: each array at least four times the last-level caches.
    guard let least = shares.min(), least < 400 else { return [] }
    let times = Quantity.fixed(Double(least) / 100, 1)
    return [
      style(
        .quiet,
        "DRAM arrays are \(times) times the reported caches, where STREAM asks for 4: see --full")
    ]
  }

  /// All in the unit that keeps the median short. Two modes are two figures: no median describes a machine that
  /// jumps between them, nor does an interval of one.
  private func values(of result: BenchResult) -> [String] {
    let unit = ScaledUnit(for: result.median, in: result.subject.unit)
    let isOne = result.modes.count < 2
    let scatter = result.mad / result.median.magnitude
    return [
      unit.name, unit.text(result.best),
      isOne ? unit.text(result.median) : "\(result.modes.count) modes",
      isOne && scatter.isFinite ? Quantity.percent(scatter) : "",
      isOne ? unit.text(result.interval) : "", unit.text(result.prediction),
    ]
  }

  /// A bar; of modes, which have no share in common, the number of each.
  private func shares(of result: BenchResult) -> String {
    guard result.modes.count > 1 else { return result.peakShare.map(share) ?? "" }
    let each = result.modes.compactMap(\.peakShare)
    return each.count == result.modes.count
      ? each.map { Quantity.percent($0) }.joined(separator: " or ") : ""
  }

  private func share(_ share: Double) -> String {
    let (full, empty) = Bar(width: 8, isUnicode: style.isUnicode).parts(share)
    let percent = Quantity.percent(share)
    let padding = String(repeating: " ", count: max(0, 6 - percent.count))
    return style(.ink, full) + style(.quiet, empty) + padding + percent
  }

  /// Operations a second for one watt, energy for one byte; of times nothing.
  private func efficiency(of result: BenchResult) -> String? {
    guard let work = result.energy?.workPerJoule, work > 0 else { return nil }
    switch result.subject.unit {
    case .flopPerSecond, .operationsPerSecond:
      return Quantity.scaled(work, in: result.subject.unit) + " per W"
    case .bytesPerSecond: return Quantity.short(1e9 / work) + " nJ/byte"
    case .seconds, .hertz: return nil
    }
  }

  private func notes(on result: BenchResult) -> String {
    let wrong = result.isVerified ? [] : ["WRONG RESULT"]
    let modes = result.modes.count > 1 ? [Self.modes(of: result)] : []
    return (wrong + modes + result.disturbances.map(\.detail)).joined(separator: "; ")
  }

  /// "28.6 µs (46 %, CPUs 31.0 ns apart) or 54.7 µs (54 %, CPUs 88.2 ns apart)".
  static func modes(of result: BenchResult) -> String {
    result.modes
      .map { mode in
        let way = mode.transferSeconds.map { ", CPUs \(Quantity.time($0)) apart" } ?? ""
        return "\(Quantity.scaled(mode.median, in: result.subject.unit)) "
          + "(\(Quantity.percent(mode.share))\(way))"
      }
      .joined(separator: " or ")
  }
}
