internal import CTables

/// A table that the program carries inside itself.
///
/// Its rows are read from the embedded bytes each time and not kept: a node looks up one place and its own
/// parts when it starts, and holds what it found.
enum EmbeddedTable: String, CaseIterable {
  /// Annual intensity of countries: Ember, lifecycle.
  case gridCountry = "grid_intensity_country"
  /// Annual intensity of states, provinces and bidding zones.
  case gridSubnational = "grid_intensity_subnational"
  /// Regions of cloud providers.
  case cloudRegions = "cloud_regions"
  /// Coefficients of embodied carbon.
  case embodied
  /// PUE where nothing is configured or measured.
  case effectiveness = "pue_defaults"

  /// The file's bytes, which live as long as the program.
  var bytes: Span<UInt8> {
    @_lifetime(immortal)
    get {
      let table = unsafe constant
      let bytes = unsafe UnsafeBufferPointer(start: table.bytes, count: table.length)
      return unsafe _overrideLifetime(Span(_unsafeElements: bytes), copying: ())
    }
  }

  private var constant: nodeprobe_table {
    switch self {
    case .gridCountry: unsafe nodeprobe_table_grid_country
    case .gridSubnational: unsafe nodeprobe_table_grid_subnational
    case .cloudRegions: unsafe nodeprobe_table_cloud_regions
    case .embodied: unsafe nodeprobe_table_embodied
    case .effectiveness: unsafe nodeprobe_table_pue_defaults
    }
  }

  /// The first row that fits; nil where none does.
  func row(where fits: (CSVRow) -> Bool) -> CSVRow? {
    var reader = reader()
    while let row = Self.next(&reader) {
      if fits(row) { return row }
    }
    return nil
  }

  /// All rows, in the file's order.
  func rows() -> [CSVRow] {
    var rows: [CSVRow] = []
    _ = row {
      rows.append($0)
      return false
    }
    return rows
  }

  @_lifetime(immortal)
  private func reader() -> CSVReader {
    do {
      return try CSVReader(bytes)
    } catch {
      fatalError("the embedded table \(rawValue) is broken: \(error)")
    }
  }

  private static func next(_ reader: inout CSVReader) -> CSVRow? {
    do {
      return try reader.next()
    } catch {
      fatalError("an embedded table is broken: \(error)")
    }
  }
}
