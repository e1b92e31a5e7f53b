/// What a configuration may say and what will not be as it seems to say, with where it stands and how to mend it.
public struct ConfigurationWarning: Sendable, Equatable, CustomStringConvertible {
  /// The line in the file, from 1; nil where it is about the file as a whole.
  public let line: Int?
  /// The file; empty until it is known.
  public internal(set) var path = ""
  private let message: String

  init(line: Int?, _ message: String) {
    self.line = line
    self.message = message
  }

  /// "probe.yaml:3: site.zone US-CA: …".
  public var description: String {
    let place = path + (line.map { ":\($0)" } ?? "")
    return place.isEmpty ? message : place + ": " + message
  }
}
