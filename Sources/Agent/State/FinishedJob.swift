internal import CLinux
internal import Exporters
public import LinuxFiles
public import NodeModel

/// A job that ran where no agent did: its record and its rows, as `probe run` leaves them in `finished/ID.json` of
/// a state directory until the lock's next holder files them (docs/state.md).
public struct FinishedJob: Sendable, Equatable {
  /// What is filed of it.
  public var record: JobRecord
  /// Its rows, all of them final.
  public var rows: [EnergyRow]
  /// The factors of carbon and cost that it was counted with, all the time; nil where there were none.
  public var factors: StoredFactors?

  /// By what its energy was divided: a command that is counted by itself is told by CPU time alone.
  public var division: StoredDivision {
    StoredDivision(
      epoch: record.epoch, start: Int64(clamping: record.start / 1_000_000_000),
      weight: StoredDivision.time, reason: nil)
  }

  static let schema = "nodeprobe.finished/1"
  static let folder = "finished"
  /// The most files that are read, and the longest.
  static let mostFiles = 10_000
  static let longest = 1 << 20

  /// Of a command that has ended; its hour is over for it, whatever the clock says.
  public init(_ report: CommandReport) {
    record = report.record
    factors = report.factors
    rows = report.rows.map { row in
      var row = row
      row.isFinal = true
      return row
    }
  }

  init(record: JobRecord, rows: [EnergyRow], factors: StoredFactors?) {
    self.record = record
    self.factors = factors
    self.rows = rows
  }

  /// Leaves the job in a state directory, which is made where it is not there; whole or not at all.
  public func leave(in directory: String) throws(SystemError) {
    let folder = directory + "/" + Self.folder
    try StateDirectory.make(folder)
    guard try Directory(folder).names(limit: Self.mostFiles).count < Self.mostFiles else {
      throw SystemError(code: EDQUOT, operation: "leave another job in", path: folder)
    }
    // What root leaves is for an agent that is not root: it has to remove it one day.
    var owner = stat()
    if geteuid() == 0, unsafe stat(directory, &owner) == 0, owner.st_uid != 0 {
      unsafe lchown(folder, owner.st_uid, owner.st_gid)
    }
    let name = record.id.split(separator: "/").last.map(String.init) ?? record.epoch.description
    var json = JSONWriter(capacity: 4096)
    write(to: &json)
    json.newline()
    // The folder keeps others out.
    try StateDirectory.keep(
      json.text.bytes, at: folder + "/" + PercentCoding.encoded(name) + ".json")
  }

  /// What stands in `finished/` of a state directory.
  struct Left {
    /// All jobs that were left, with their files.
    var jobs: [(path: String, job: FinishedJob)] = []
    /// Files that are none.
    var broken: [String] = []
    /// What this user may not read: files, or the folder itself.
    var denied: [String] = []
  }

  static func all(in directory: String) -> Left {
    var left = Left()
    let path = directory + "/" + Self.folder
    let folder: Directory
    do throws(SystemError) {
      folder = try Directory(path)
    } catch {
      if error.isDenied { left.denied.append(path) }
      return left
    }
    for name in folder.names(limit: mostFiles) where name.hasSuffix(".json") {
      let path = folder.path(of: name)
      do {
        left.jobs.append(
          (path, try FinishedJob(reading: BoundedFile.contents(of: path, limit: longest))))
      } catch let error as SystemError where error.isAbsent || error.isDenied {
        if error.isDenied { left.denied.append(path) }
      } catch {
        left.broken.append(path)
      }
    }
    return left
  }

  /// The jobs that were left in a state directory and not filed yet.
  public static func waiting(in directory: String) -> [FinishedJob] {
    all(in: directory).jobs.map(\.job)
  }

  /// Files that stand among them and cannot be read as such.
  public static func broken(in directory: String) -> [String] { all(in: directory).broken }
}
