internal import CLinux

/// How many characters fit on a terminal.
public struct TerminalSize: Sendable, Equatable {
  /// Cells in a line.
  public var columns: Int
  /// Lines.
  public var rows: Int

  /// A size.
  public init(columns: Int, rows: Int) {
    self.columns = columns
    self.rows = rows
  }

  /// What the terminal behind a descriptor says; nil where there is none, or where it does not know.
  public init?(of descriptor: Int32) {
    var columns: UInt16 = 0
    var rows: UInt16 = 0
    guard unsafe clinux_terminal_size(descriptor, &columns, &rows) != 0, columns > 0, rows > 0
    else { return nil }
    self.init(columns: Int(columns), rows: Int(rows))
  }
}
