internal import LinuxFiles
internal import NodeModel

/// Errors that memory controllers saw and corrected, or could not correct.
///
/// Source: `/sys/devices/system/edac/mc`; Linux `Documentation/driver-api/edac.rst`. The same error
/// is counted for its controller, its row of chips and its module, so each has a family of its own. What was corrected
/// in the last 24 hours is at least what the agent saw itself, and all since the counters were set to 0 if that was then.
final class MemoryErrors: Probe {
  static let name: StaticString = "edac"
  static var cadence: Cadence { .seconds(10) }

  /// Corrected errors, and how many of them are of the last day.
  private struct Course {
    let all: Series
    let recent: Series
    let secondsSinceReset: UInt64?
    var increase = RecentIncrease(seconds: 86_400)
  }

  private let files: NumberFiles
  private var courses: [Course] = []
  private var hasBegun = false

  init?(below root: borrowing Root, series: inout SeriesTable) throws(SystemError) {
    guard root.sys.contains("devices/system/edac/mc") else { return nil }
    var files = try NumberFiles("devices/system/edac/mc", below: root.sys)
    var courses: [Course] = []
    let controllers = try Directory("devices/system/edac/mc", below: root.sys)
    for name in files.devices("mc") where UInt(name.dropFirst(2)) != nil {
      let controller = name.digits
      let labels: KeyValuePairs = ["controller": controller]
      let since = files.text(of: name + "/seconds_since_reset").flatMap { UInt64($0) }
      func follow(_ all: Series, by recent: Series) {
        courses.append(Course(all: all, recent: recent, secondsSinceReset: since))
      }
      if let all = files.addIfPresent(
        name + "/ce_count", .memoryCorrected, labels, series: &series)
      {
        follow(all, by: series.add(.memoryCorrectedRecently, labels))
      }
      files.addIfPresent(name + "/ue_count", .memoryUncorrected, labels, series: &series)
      files.addIfPresent(name + "/ce_noinfo_count", .memoryCorrectedLost, labels, series: &series)
      files.addIfPresent(name + "/ue_noinfo_count", .memoryUncorrectedLost, labels, series: &series)
      for part in controllers.names(in: name) {
        let folder = name + "/" + part
        if part.hasPrefix("csrow") {
          let labels: KeyValuePairs = ["controller": controller, "csrow": part.digits]
          files.addIfPresent(folder + "/ce_count", .rowCorrected, labels, series: &series)
          files.addIfPresent(folder + "/ue_count", .rowUncorrected, labels, series: &series)
        } else if part.hasPrefix("dimm") || part.hasPrefix("rank") {
          let labels: KeyValuePairs = [
            "controller": controller, "dimm": part.digits,
            "label": controllers.text(of: folder + "/dimm_label") ?? "",
            "location": controllers.text(of: folder + "/dimm_location") ?? "",
          ]
          if let all = files.addIfPresent(
            folder + "/dimm_ce_count", .moduleCorrected, labels, series: &series)
          {
            follow(all, by: series.add(.moduleCorrectedRecently, labels))
          }
          files.addIfPresent(folder + "/dimm_ue_count", .moduleUncorrected, labels, series: &series)
          files.addIfPresent(
            folder + "/size", .moduleSize, labels, .times(1 << 20), series: &series)
        }
      }
    }
    let isEmpty = files.isEmpty
    self.files = files
    self.courses = courses
    if isEmpty { return nil }
  }

  func read(into readings: inout Readings, buffer: inout ReadBuffer) {
    files.read(into: &readings, buffer: &buffer)
    for place in courses.indices {
      guard case .count(let all) = readings.values[courses[place].all.index] else {
        readings.clear(courses[place].recent)
        continue
      }
      if !hasBegun, let seconds = courses[place].secondsSinceReset {
        courses[place].increase.begin(at: readings.time, secondsBefore: seconds)
      }
      let grown = courses[place].increase.add(all, at: readings.time)
      readings.set(courses[place].recent, count: grown?.increase ?? 0)
    }
    hasBegun = true
  }
}

extension Metric {
  static let memoryCorrected = Metric(
    "nodeprobe_edac_correctable_errors_total", "Memory errors of a controller that were corrected")
  static let memoryCorrectedRecently = Metric(
    "nodeprobe_edac_recent_correctable_errors",
    "Memory errors of a controller that were corrected in the last 24 hours, as far as they were seen"
  )
  static let moduleCorrectedRecently = Metric(
    "nodeprobe_edac_dimm_recent_correctable_errors",
    "Memory errors of a module that were corrected in the last 24 hours, as far as they were seen")
  static let memoryUncorrected = Metric(
    "nodeprobe_edac_uncorrectable_errors_total", "Memory errors of a controller beyond correction")
  static let memoryCorrectedLost = Metric(
    "nodeprobe_edac_unlocated_correctable_errors_total",
    "Corrected memory errors whose place is not known")
  static let memoryUncorrectedLost = Metric(
    "nodeprobe_edac_unlocated_uncorrectable_errors_total",
    "Memory errors beyond correction whose place is not known")
  static let rowCorrected = Metric(
    "nodeprobe_edac_csrow_correctable_errors_total", "Corrected memory errors of a row of chips")
  static let rowUncorrected = Metric(
    "nodeprobe_edac_csrow_uncorrectable_errors_total",
    "Memory errors of a row of chips beyond correction")
  static let moduleCorrected = Metric(
    "nodeprobe_edac_dimm_correctable_errors_total", "Corrected memory errors of a module")
  static let moduleUncorrected = Metric(
    "nodeprobe_edac_dimm_uncorrectable_errors_total", "Memory errors of a module beyond correction")
  static let moduleSize = Metric("nodeprobe_edac_dimm_size_bytes", "Size of a memory module")
}
