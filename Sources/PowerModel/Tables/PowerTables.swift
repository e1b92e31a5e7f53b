internal import Tables

/// The tables that estimates are made with.
public enum PowerTables {
  /// Sixteen hexadecimal digits that change with any byte of them.
  public static func version() -> String {
    TablesVersion.of([.microarchitectures, .designPowers, .loadCurve, .boards, .methodErrors])
  }
}
