/// What is wrong with the configuration, where, and what would be right.
public struct ConfigurationError: Error, CustomStringConvertible {
  /// The line in the file, from 1; nil where it is about the file as a whole.
  public let line: Int?
  /// The file; empty until it is known.
  public var path = ""
  private let message: String

  init(line: Int?, _ message: String) {
    self.line = line
    self.message = message
  }

  /// "probe.yaml:3: "intervall" is not known here; …".
  public var description: String {
    var place = path
    if let line { place += ":\(line)" }
    return place.isEmpty ? message : place + ": " + message
  }
}
