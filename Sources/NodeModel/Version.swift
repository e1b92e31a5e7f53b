/// The program's version, as `--version`, `nodeprobe_build_info` and the reports carry it.
public enum Version {
  /// Semantic version 2.0.0.
  public static let current = "0.1.0"
}
