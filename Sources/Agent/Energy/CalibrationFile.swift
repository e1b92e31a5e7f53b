internal import LinuxFiles
internal import NodeModel
internal import PowerModel
internal import Probes

/// The model of this node's power that `probe calibrate` has fitted.
///
/// Source: `calibration.json` in the state directory (`nodeprobe.calibration/1`), read again when it was
/// replaced. The agent never writes it.
final class CalibrationFile {
  /// What stands in the file: a model, or why there is none.
  enum Content {
    case model(CalibratedModel)
    case nothing(FailureReason)
  }

  /// Time between two looks at the file, in nanoseconds.
  private static let interval: UInt64 = 10_000_000_000
  /// Larger files were not written by `probe calibrate`.
  static let mostBytes = 1 << 20

  /// What the last look has found.
  private(set) var model = Content.nothing(.notCalibrated)

  private let path: String
  private let clock: NodeClock
  private let log: Log
  private var seen: FileStamp?
  private var next: UInt64 = 0

  /// The file in the state directory `directory`.
  init(in directory: String, clock: NodeClock, log: Log) {
    path = directory + "/calibration.json"
    self.clock = clock
    self.log = log
  }

  /// The next look is at once, and reads the file though it is the same.
  func hurry() {
    next = 0
    seen = nil
  }

  /// Looks whether the file is another one, if it is time; whether it was read, or is gone.
  func look(for machine: MachineIdentity) -> Bool {
    let now = clock.now()
    guard now >= next else { return false }
    next = now + Self.interval
    let stamp = FileStamp(of: path)
    if stamp == nil, case .nothing(.notCalibrated) = model { return false }
    guard stamp == nil || stamp != seen else { return false }
    seen = stamp
    model = stamp == nil ? .nothing(.notCalibrated) : read(for: machine)
    return true
  }

  private func read(for machine: MachineIdentity) -> Content {
    do {
      let bytes = try BoundedFile.contents(of: path, limit: Self.mostBytes)
      return .model(try CalibratedModel(Calibration(reading: bytes), on: machine))
    } catch let mismatch as CalibrationMismatch {
      log.warning("calibration refused", ["reason": "\(mismatch)"])
      return .nothing(.otherMachine)
    } catch let error as SystemError {
      log.warning("calibration refused", ["reason": "\(error)"])
      return .nothing(FailureReason(error))
    } catch {
      log.warning("calibration refused", ["reason": "\(path): \(error)"])
      return .nothing(.garbled)
    }
  }
}
