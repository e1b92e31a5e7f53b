internal import Tables

/// The tables that carbon and cost are made with.
enum FootprintTables {
  /// In the order of their version.
  static let all: [EmbeddedTable] = [
    .gridCountry, .gridSubnational, .cloudRegions, .embodied, .effectiveness,
  ]

  /// Sixteen digits that change with any byte of them.
  static func version() -> String { TablesVersion.of(all) }
}
