/// How text may look where it is going: in colour on a terminal that shows it, plain anywhere else.
///
/// Colour only repeats what words or signs say already.
public struct Style: Sendable {
  /// What a piece of text is.
  public enum Role: Sendable {
    /// A name that leads.
    case strong
    /// What matters less than the text around it.
    case quiet
    /// The drawn part of a bar or line.
    case ink
    /// All is well.
    case good
    /// Something is not as it should be.
    case warning
    /// Something breaks now.
    case critical
  }

  /// Whether escape sequences are written.
  public let isColoured: Bool
  /// Whether signs beyond ASCII are written.
  public let isUnicode: Bool

  /// A style with everything decided.
  public init(isColoured: Bool, isUnicode: Bool) {
    self.isColoured = isColoured
    self.isUnicode = isUnicode
  }

  /// Looks at where the text goes: no colour into files and pipes, where `NO_COLOR` is set
  /// (no-color.org) or for a dumb terminal; no signs beyond ASCII outside a UTF-8 locale.
  public init(isTerminal: Bool, environment: (String) -> String?) {
    let refused = environment("NO_COLOR").map { !$0.isEmpty } ?? false
    let terminal = environment("TERM") ?? ""
    isColoured = isTerminal && !refused && !terminal.isEmpty && terminal != "dumb"
    let locale =
      ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap(environment).first { !$0.isEmpty } ?? ""
    let charset = locale.lowercased()
    isUnicode = charset.contains("utf-8") || charset.contains("utf8") || !isTerminal
  }

  /// The text in the colour of its role.
  public func callAsFunction(_ role: Role, _ text: String) -> String {
    guard isColoured, !text.isEmpty else { return text }
    let code =
      switch role {
      case .strong: "1"
      case .quiet: "2"
      case .ink: "34"
      case .good: "32"
      case .warning: "33"
      case .critical: "1;31"
      }
    return "\u{1B}[\(code)m\(text)\u{1B}[0m"
  }
}
