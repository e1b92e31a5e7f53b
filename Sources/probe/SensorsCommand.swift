import ArgumentParser
import Exporters
import LinuxFiles
import Probes

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

  func run() throws {
    let reports: [SensorReport]
    do {
      reports = try read()
    } catch {
      StandardStream.error.write("probe sensors: \(error)\n")
      throw ExitCode(2)
    }
    if json {
      var writer = JSONWriter()
      writer.array { writer in
        for report in reports { report.write(to: &writer) }
      }
      writer.newline()
      StandardStream.output.write(bytes: writer.text.bytes)
    } else {
      let lines = reports.isEmpty ? try advice() : SensorTable.lines(of: reports)
      StandardStream.output.write(lines.joined(separator: "\n") + "\n")
    }
  }

  private func read() throws -> [SensorReport] {
    var buffer = ReadBuffer()
    let source = SensorSource.make(below: try root.open(), configuration: sensorsConf) { line in
      StandardStream.error.write("probe sensors: \(line)\n")
    }
    return source?.report(buffer: &buffer) ?? []
  }

  private func advice() throws -> [String] {
    SensorAdvice(below: try root.open()).lines
  }
}
