import ArgumentParser
import Commands
import FleetKit
import LinuxFiles
import Terminal

/// What merge, check and report read.
struct InputOptions: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "Reports, files and folders of them, merged files, - for standard input.", valueName: "in"),
    completion: .file())
  var inputs: [PathList]

  @Option(
    help: ArgumentHelp(
      "Use so many threads; else one for each CPU that may be used, up to 8.", valueName: "n"))
  var threads: Int?

  func validate() throws {
    if let threads, !(1...64).contains(threads) {
      throw ValidationError("--threads \(threads) is no number from 1 to 64")
    }
  }

  /// Reads and checks all of it; what is refused is said on standard error, a line a document.
  func read(isStrict: Bool = false, wanting wanted: WantedParts = .samples) throws -> FleetReader {
    try Self.read(
      inputs.flatMap(\.paths), isStrict: isStrict, wanting: wanted, threads: threads)
  }

  /// Reads and checks files and folders.
  ///
  /// - Throws: where no report is among them, and where `isStrict` at the first document that is refused.
  static func read(
    _ inputs: [String], isStrict: Bool = false, wanting wanted: WantedParts = .samples,
    threads: Int? = nil
  ) throws -> FleetReader {
    let reader: FleetReader
    do {
      reader = try FleetReader(inputs, isStrict: isStrict, wanting: wanted, threads: threads) {
        StandardStream.error.write("\($0.description.printable)\n")
      }
    } catch is FleetReader.Refused {
      // Its line says everything.
      throw ExitCode(2)
    }
    guard reader.counts.nodes == 0 else { return reader }
    let why =
      reader.counts.refused > 0
      ? "see above"
      : "there is none; those of a folder end in .json, .jsonl or .ndjson, packed or not"
    throw ValidationError("no report could be read from \(names(of: inputs)): \(why)")
  }

  private static func names(of inputs: [String]) -> String {
    let shown = inputs.prefix(3).map(\.printable).joined(separator: ", ")
    return inputs.count > 3 ? "\(shown) and \(inputs.count - 3) more" : shown
  }
}
