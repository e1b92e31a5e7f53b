internal import NodeModel
internal import Tables

/// What it emitted to make one thing, from the embedded table.
public struct EmbodiedCoefficient: Sendable, Hashable {
  /// The table's name of it, such as `gpu_h100_sxm`.
  public let key: String
  /// kg CO2e of one, with the lowest and the highest that were published.
  public let kilograms: Factor
  /// How long it is expected to serve.
  public let lifetimeYears: UInt64
  /// Who says so, and how.
  public let source: String

  /// Looks a thing up; nil where the table has none of that name.
  ///
  /// Where one side of the interval was not published it is x/2 or x × 3.5: published figures for one and the
  /// same device differ by a factor of 3.5 (reference table of uncertainties, row `embodied`: −50 %, +250 %).
  public init?(_ key: String) {
    guard let row = EmbeddedTable.embodied.row(where: { $0["key"] == key }),
      let value = row.decimal("kgco2e"), let years = row.integer("default_lifetime_years"),
      years > 0
    else { return nil }
    let low = row.decimal("low") ?? Millionths(count: value.count / 2)
    let high = row.decimal("high") ?? Millionths(count: value.count / 2 * 7)
    guard low <= value, value <= high, let kilograms = Factor(value, within: low...high) else {
      return nil
    }
    self.key = key
    self.kilograms = kilograms
    lifetimeYears = UInt64(years)
    source = [row["basis"], row["source"]].compactMap(\.self).joined(separator: "; ")
  }
}
