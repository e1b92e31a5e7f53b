import Foundation

/// A directory of its own that is removed with everything in it when nobody holds it any more.
public final class TemporaryDirectory: Sendable {
  /// The full name.
  public let path: String

  /// Makes an empty one.
  public init() throws {
    path = NSTemporaryDirectory() + "/nodeprobe-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }

  /// Writes a file below the directory and makes the folders on the way to it.
  public func write(_ text: String, to relative: String) throws {
    try write(bytes: Array(text.utf8), to: relative)
  }

  /// Writes a file of any bytes below the directory and makes the folders on the way to it.
  public func write(bytes: [UInt8], to relative: String) throws {
    let url = URL(fileURLWithPath: path + "/" + relative)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: url)
  }

  /// Makes a folder below the directory and returns its full name.
  @discardableResult
  public func folder(_ relative: String) throws -> String {
    let full = path + "/" + relative
    try FileManager.default.createDirectory(atPath: full, withIntermediateDirectories: true)
    return full
  }

  /// Removes a file or folder below the directory.
  public func remove(_ relative: String) throws {
    try FileManager.default.removeItem(atPath: path + "/" + relative)
  }
}
