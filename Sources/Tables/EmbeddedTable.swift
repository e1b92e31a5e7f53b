internal import CTables

/// A table that the program carries inside itself.
///
/// Its rows are read from the embedded bytes each time and not kept: a node looks up one place, its own
/// parts and its own CPU when it starts, and holds what it found.
public enum EmbeddedTable: String, CaseIterable, Sendable {
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
  /// Power of whole servers a hardware thread, by microarchitecture: SPECpower results.
  case microarchitectures = "cpu_power_microarch"
  /// Thermal design power of CPU models.
  case designPowers = "cpu_tdp"
  /// Share of the thermal design power by load.
  case loadCurve = "tdp_load_curve"
  /// Power of single-board computers.
  case boards = "edge_boards"
  /// Published errors of ways to know power and carbon.
  case methodErrors = "method_uncertainty"

  /// The file's bytes, which live as long as the program.
  public var bytes: Span<UInt8> {
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
    case .microarchitectures: unsafe nodeprobe_table_cpu_power_microarch
    case .designPowers: unsafe nodeprobe_table_cpu_tdp
    case .loadCurve: unsafe nodeprobe_table_tdp_load_curve
    case .boards: unsafe nodeprobe_table_edge_boards
    case .methodErrors: unsafe nodeprobe_table_method_uncertainty
    }
  }

  /// The first row that fits; nil where none does.
  public func row(where fits: (CSVRow) -> Bool) -> CSVRow? {
    var reader = reader()
    while let row = Self.next(&reader) {
      if fits(row) { return row }
    }
    return nil
  }

  /// All rows, in the file's order.
  public func rows() -> [CSVRow] {
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
