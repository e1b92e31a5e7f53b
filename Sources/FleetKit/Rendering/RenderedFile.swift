/// One file of a report.
public struct RenderedFile: Sendable {
  /// Its name within the folder: `sites.csv`.
  public let name: String
  /// All of it.
  public let bytes: [UInt8]

  /// A file with what is in it.
  public init(name: String, bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
  }
}
