/// What a small board draws at its supply (the project's table `edge_boards.csv`).
public struct BoardRow: Sendable {
  /// The board's name.
  public let name: String
  /// Watts with nothing to do.
  public let idle: Double
  /// Watts with everything busy.
  public let full: Double

  /// Boards with four cores and no energy counter.
  public static let all = [
    BoardRow(name: "Raspberry Pi 3 Model B", idle: 1.6, full: 6.75),
    BoardRow(name: "Raspberry Pi 4 Model B", idle: 2.7, full: 6.4),
    BoardRow(name: "Raspberry Pi 5", idle: 2.7, full: 12),
  ]
}
