import ArgumentParser
import FleetKit

/// What should have reported, for check and report.
struct ExpectedOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Nodes that should report: the file of targets that pull reads. Those that did not are named.",
      valueName: "file"), completion: .file())
  var targets: String?

  @Option(
    help: ArgumentHelp(
      "With --targets: OUT.positions, which pull writes beside OUT; default: none. It knows which node each target is, of addresses as well.",
      valueName: "file"), completion: .file())
  var positions: String?

  func validate() throws {
    if positions != nil, targets == nil {
      throw ValidationError("--positions says which nodes the targets are: give --targets as well")
    }
  }

  /// Reads both; nil where nobody says what should have reported.
  func read() throws -> ExpectedTargets? {
    try targets.map { try ExpectedTargets(reading: $0, positions: positions) }
  }
}
