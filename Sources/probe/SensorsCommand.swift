import ArgumentParser
import Commands
import Exporters
import LinuxFiles
import NodeModel
import Probes
import Terminal

/// `probe sensors`: what every sensor chip says, for people or programs.
struct SensorsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sensors",
    abstract: "Temperatures, fans, voltages, currents and power, with limits and alarms.",
    discussion: """
      Labels, formulas and ignored sensors come from /etc/sensors3.conf and /etc/sensors.d.

      Examples:
        probe sensors
        probe sensors --json
        probe sensors --sysfs /host/sys
      """)

  @OptionGroup var root: RootOptions

  @Option(
    name: .customLong("sensors-conf"),
    help: ArgumentHelp(
      "Take FILE instead of /etc/sensors3.conf and /etc/sensors.d.", valueName: "file"))
  var sensorsConf: String?

  @Flag(help: "Print JSON.")
  var json = false

  /// Seconds that one chip may take; slow ones on I²C need a tenth of that.
  private static let patience = 5

  func run() throws {
    let reports = try read()
    guard json else {
      return try Output.write(
        lines: reports.isEmpty
          ? SensorAdvice(below: root.open()).lines.flatMap {
            $0.wrapped(to: TerminalSize(of: 1)?.columns ?? .max)
          } : SensorTable.lines(of: reports))
    }
    try Output.write { writer in
      writer.array { writer in
        for report in reports { report.write(to: &writer) }
      }
    }
  }

  private func read() throws -> [SensorReport] {
    // A named file that cannot be read is a mistake to be told, not a reason to go on without.
    if let sensorsConf { _ = try FileDescriptor(opening: sensorsConf) }
    _ = try root.open()
    let (proc, sys, configuration) = (root.procfs, root.sysfs, sensorsConf)
    let found: SensorSource?? = Answer.within(seconds: Self.patience) {
      guard let root = try? Root(proc: proc, sys: sys) else { return nil }
      return SensorSource.make(below: root, configuration: configuration) {
        StandardStream.error.write("probe: \($0.printable)\n")
      }
    }
    guard let answer = found else { throw Silence(seconds: Self.patience) }
    guard let source = answer else { return [] }
    var reports: [SensorReport] = []
    for index in source.groups.indices {
      let answer = Answer.within(seconds: Self.patience) {
        var buffer = ReadBuffer()
        return source.report(index, buffer: &buffer)
      }
      // The thread that hangs is left behind; reading through libsensors shares no state.
      reports += answer ?? source.report(index, failed: .hung)
    }
    return reports
  }

  /// The chips cannot even be listed.
  private struct Silence: Error, CustomStringConvertible {
    let seconds: Int
    var description: String {
      "a chip's name could not be read within \(seconds) s; unload its driver, then try again"
    }
  }
}
