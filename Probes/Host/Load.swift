internal import LinuxFiles
internal import NodeModel

/// Load averages, and how many threads there are.
///
/// Source: `/proc/loadavg`; Linux `Documentation/filesystems/proc.rst` §1.
final class Load: Probe {
  static let name: StaticString = "load"

  private let file: KernelFile
  private let minutes: InlineArray<3, Series>
  private let runnable: Series
  private let threads: Series

  init?(below root: borrowing Root, series: inout SeriesTable) throws(SystemError) {
    let file: KernelFile
    do {
      file = try KernelFile("loadavg", below: root.proc)
    } catch  where error.isAbsent {
      return nil
    }
    self.file = file
    minutes = [series.add(.load1), series.add(.load5), series.add(.load15)]
    runnable = series.add(.threadsRunnable)
    threads = series.add(.threads)
  }

  func read(into readings: inout Readings, buffer: inout ReadBuffer) {
    do {
      var scanner = ByteScanner(try file.record(into: &buffer))
      for place in 0..<3 {
        guard let load = scanner.real() else { throw SystemError.garbled("/proc/loadavg") }
        readings.set(minutes[place], load)
      }
      guard let some = scanner.unsigned(), scanner.skip("/"), let all = scanner.unsigned() else {
        throw SystemError.garbled("/proc/loadavg")
      }
      readings.set(runnable, count: some)
      readings.set(threads, count: all)
    } catch let error as SystemError {
      readings.failAll(error)
    } catch {
      readings.failAll(.garbled)
    }
  }
}

extension Metric {
  static let load1 = Metric("nodeprobe_load1", "Tasks running or waiting, mean of about 1 minute")
  static let load5 = Metric("nodeprobe_load5", "Tasks running or waiting, mean of about 5 minutes")
  static let load15 = Metric(
    "nodeprobe_load15", "Tasks running or waiting, mean of about 15 minutes")
  static let threadsRunnable = Metric("nodeprobe_threads_runnable", "Threads that run or could run")
  static let threads = Metric("nodeprobe_threads", "Threads of all processes")
}
