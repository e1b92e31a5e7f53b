/// How an agent says that its store never had the position after which a report is asked for. Whoever fetches reports
/// knows it by these words, whatever follows them, and begins anew.
public enum UnknownPosition {
  /// How the answer begins.
  public static func words(_ position: UInt64) -> String {
    "no row was ever filed at position \(position),"
  }
}
