import ArgumentParser
import CLinux
import NodeModel

/// Which meter tells the truth, as the command line says it.
struct MeterChoice: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "An outside meter: a file to which another program adds lines SECONDS WATTS meanwhile.",
      valueName: "file"))
  var meterFile: String?

  @Flag(help: "An outside meter that you read yourself: each step asks for its watts.")
  var watts = false

  @Option(
    help: ArgumentHelp(
      "The outside meter's error as its data sheet says, such as 1; else the bounds are without it.",
      valueName: "percent"))
  var meterError: Double?

  func validate() throws {
    if meterFile != nil, watts {
      throw ValidationError("--meter-file and --watts are two meters; give one")
    }
    if watts, isatty(STDIN_FILENO) != 1 {
      throw ValidationError("--watts asks on a terminal, and this is none; use --meter-file FILE")
    }
    guard let meterError else { return }
    guard meterFile != nil || watts else {
      throw ValidationError("--meter-error belongs to --meter-file or --watts")
    }
    guard (0...50).contains(meterError) else {
      throw ValidationError("--meter-error \(meterError) is no number from 0 to 50")
    }
  }

  /// The outside meter; nil where none is named.
  func meter() throws -> (any ReferenceMeter)? {
    let bounds = meterError.map { EnergyBounds(UInt32(($0 * 1e4).rounded(.up))) }
    if let meterFile { return try MeterFile(meterFile, bounds: bounds) }
    return watts ? MeterPrompt(bounds: bounds) : nil
  }
}
