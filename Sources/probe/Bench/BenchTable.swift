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
    columns += [.init("BEST", .right), .init("MEDIAN", .right), .init("NEXT RUN 95 %", .right)]
    if hasPeak { columns.append(.init("OF PEAK")) }
    if hasEnergy { columns += [.init("WATTS", .right), .init("PER JOULE", .right)] }
    let hasNotes = results.contains { !notes(on: $0).isEmpty }
    if hasNotes { columns.append(.init("NOTES")) }
    var table = Table(columns)
    for result in results {
      var cells = [result.subject.name] + parameters.cells(of: result)
      cells += [Quantity.scaled(result.best, in: result.subject.unit), median(of: result)]
      cells.append(range(result.prediction, result.subject.unit))
      if hasPeak { cells.append(result.peakShare.map(share) ?? "") }
      if hasEnergy { cells += energy(of: result) }
      if hasNotes { cells.append(notes(on: result)) }
      table.add(cells)
    }
    return [title] + table.lines(width: width) + remarks(on: results)
  }

  /// What holds for a whole suite and not for single results.
  private func remarks(on results: [BenchResult]) -> [String] {
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

  /// Two modes are two figures: no median describes a machine that jumps between them.
  private func median(of result: BenchResult) -> String {
    result.modes.count > 1
      ? "\(result.modes.count) modes" : Quantity.scaled(result.median, in: result.subject.unit)
  }

  private func range(_ interval: BenchInterval, _ unit: BenchUnit) -> String {
    let low = Quantity.scaled(interval.low, in: unit).split(separator: " ")
    let high = Quantity.scaled(interval.high, in: unit)
    let highParts = high.split(separator: " ")
    guard low.count == 2, highParts.count == 2, low[1] == highParts[1] else {
      return "\(low.joined(separator: " "))–\(high)"
    }
    return "\(low[0])–\(high)"
  }

  private func share(_ share: Double) -> String {
    let (full, empty) = Bar(width: 8, isUnicode: style.isUnicode).parts(share)
    let percent = Quantity.percent(share)
    let padding = String(repeating: " ", count: max(0, 6 - percent.count))
    return style(.ink, full) + style(.quiet, empty) + padding + percent
  }

  private func energy(of result: BenchResult) -> [String] {
    guard let energy = result.energy else { return ["", ""] }
    let perJoule = energy.workPerJoule.map { work in
      result.subject.unit == .bytesPerSecond
        ? Quantity.bytes(work)
        : Quantity.scaled(work, in: result.subject.unit).replacing("/s", with: "")
    }
    return [Quantity.short(energy.watts), perJoule ?? ""]
  }

  private func notes(on result: BenchResult) -> String {
    let wrong = result.isVerified ? [] : ["WRONG RESULT"]
    let modes = result.modes.count > 1 ? [Self.modes(of: result)] : []
    return (wrong + modes + result.disturbances.map(\.detail)).joined(separator: "; ")
  }

  /// "28.6 µs (46 %) or 54.7 µs (54 %)".
  static func modes(of result: BenchResult) -> String {
    result.modes
      .map { mode in
        "\(Quantity.scaled(mode.median, in: result.subject.unit)) (\(Quantity.percent(mode.share)))"
      }
      .joined(separator: " or ")
  }
}
