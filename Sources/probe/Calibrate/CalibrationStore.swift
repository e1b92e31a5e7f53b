import Agent
import Exporters
import LinuxFiles
import NodeModel

/// The calibration in the state directory, where the agent finds it.
struct CalibrationStore {
  /// The file.
  let path: String
  private let directory: String

  /// Larger ones were not written by `probe calibrate`.
  private static let mostBytes = 1 << 20

  /// Why a file is not taken.
  struct Refusal: Error, CustomStringConvertible {
    let path: String
    let cause: JSONError

    var description: String { "\(path): \(cause); run probe calibrate again" }
  }

  /// The state directory that `options` name, or the user's own.
  init(_ options: StateOptions) {
    directory = options.stateDir ?? StateDirectory.standard(ProcessImage.environment)
    path = directory + "/calibration.json"
  }

  /// Throws where no calibration could be kept.
  func check() throws {
    try StateDirectory.make(directory)
    try BoundedFile.check(writable: path)
  }

  /// What is kept; nil where there is none.
  func calibration() throws -> Calibration? {
    let bytes: [UInt8]
    do throws(SystemError) {
      bytes = try BoundedFile.contents(of: path, limit: Self.mostBytes)
    } catch  where error.isAbsent {
      return nil
    }
    do throws(JSONError) {
      return try Calibration(reading: bytes)
    } catch {
      throw Refusal(path: path, cause: error)
    }
  }

  /// Puts a calibration in place of the last one, whole or not at all.
  func keep(_ calibration: Calibration) throws {
    try StateDirectory.keep(Self.bytes(of: calibration), at: path)
  }

  /// The document, on one line.
  static func bytes(of calibration: Calibration) -> [UInt8] {
    var writer = JSONWriter()
    calibration.write(into: &writer)
    writer.newline()
    return writer.text.bytes
  }
}
