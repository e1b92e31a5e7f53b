internal import LinuxFiles
internal import NodeModel

/// Time that tasks waited for CPU, memory, I/O or interrupts (pressure stall information).
///
/// Source: `/proc/pressure/{cpu,memory,io,irq}`, microseconds since boot; Linux
/// `Documentation/accounting/psi.rst`.
final class Pressure: Probe {
  static let name: StaticString = "pressure"

  private struct Resource {
    let file: KernelFile
    let waiting: Series?
    let stalled: Series?
  }
  private var resources: [Resource] = []

  /// Nil where the kernel has no PSI (`CONFIG_PSI=n` or `psi=0`).
  init?(below root: borrowing Root, series: inout SeriesTable) throws(SystemError) {
    for name in ["cpu", "memory", "io", "irq"] {
      do {
        let file = try KernelFile("pressure/" + name, below: root.proc)
        // A CPU that is busy is never stalled as a whole, and interrupts never leave some tasks
        // running: the kernel says 0 or nothing there.
        resources.append(
          Resource(
            file: file,
            waiting: name == "irq" ? nil : series.add(.pressureWaiting, ["resource": name]),
            stalled: name == "cpu" ? nil : series.add(.pressureStalled, ["resource": name])))
      } catch  where error.isAbsent {
        continue
      }
    }
    if resources.isEmpty { return nil }
  }

  func read(into readings: inout Readings, buffer: inout ReadBuffer) {
    for resource in resources {
      do {
        let text = try resource.file.record(into: &buffer)
        if let waiting = resource.waiting {
          readings.set(waiting, micro: try Self.total("some ", in: text))
        }
        if let stalled = resource.stalled {
          readings.set(stalled, micro: try Self.total("full ", in: text))
        }
      } catch {
        if let waiting = resource.waiting { readings.fail(waiting, error) }
        if let stalled = resource.stalled { readings.fail(stalled, error) }
      }
    }
  }

  /// The `total=` of the line that begins with `key`, in microseconds.
  static func total(_ key: StaticString, in text: Span<UInt8>) throws(SystemError) -> UInt64 {
    var scanner = ByteScanner(text)
    guard scanner.seek(line: key), scanner.skip(past: "total="), let total = scanner.unsigned()
    else { throw .garbled("/proc/pressure") }
    return total
  }
}

extension Metric {
  static let pressureWaiting = Metric(
    "nodeprobe_pressure_waiting_seconds_total",
    "Time in which at least one task waited for the resource")
  static let pressureStalled = Metric(
    "nodeprobe_pressure_stalled_seconds_total",
    "Time in which all tasks waited for the resource at once")
}
