internal import NodeModel

/// From what a report was made, and how: whoever has the same files makes the same report again.
///
/// It has no time, no folder and no user in it.
public struct Provenance: Sendable, Equatable {
  /// What a file was read for.
  enum Use: String {
    case reports
    case baseline
    case targets
    case positions
  }

  /// The command with its options, without where its output went and which files it read.
  public let command: [String]
  /// The program and its version.
  public let program: String
  /// All files by their use, each by its name, then by its digest.
  let files: [(use: Use, file: InputDigest)]

  /// States from what a report was made.
  ///
  /// - Parameters:
  ///   - options: of the command, as they could be typed.
  ///   - baseline: the files of an earlier period.
  ///   - expected: what should have reported; nil where nobody says.
  public init(
    command: String, options: [String], inputs: [InputDigest], baseline: [InputDigest] = [],
    expected: ExpectedTargets? = nil
  ) {
    program = "probe-fleet " + Version.current
    self.command = ["probe-fleet", command] + options + (expected?.options ?? [])
    func sorted(_ files: [InputDigest], _ use: Use) -> [(use: Use, file: InputDigest)] {
      files.sorted { ($0.name, $0.digest) < ($1.name, $1.digest) }.map { (use: use, file: $0) }
    }
    files = sorted(inputs, .reports) + sorted(baseline, .baseline) + (expected?.inputs ?? [])
  }

  /// Whether both say the same.
  public static func == (left: Provenance, right: Provenance) -> Bool {
    left.command == right.command && left.program == right.program
      && left.files.elementsEqual(right.files) { $0 == $1 }
  }

  /// The files that were read for something.
  func files(for use: Use) -> [InputDigest] { files.filter { $0.use == use }.map(\.file) }

  /// The command as it is typed; of many files only how many they are.
  var commandLine: String {
    let names = files(for: .reports).map(\.name)
    let inputs = names.count > 8 ? ["FILE…"] : names.map(Self.quoted)
    return (command.map(Self.quoted) + inputs).joined(separator: " ")
  }

  /// How many files, how large, and one digest of all of them.
  var inputWords: String {
    let inputs = files(for: .reports)
    let bytes = Figure.whole(inputs.reduce(0) { $0 + $1.bytes })
    guard inputs.count != 1 else { return "Made of one file of \(bytes) bytes by \(program)." }
    return
      "Made of \(Figure.whole(inputs.count)) files, \(bytes) bytes, by \(program). SHA-256 of the sorted lines that sha256sum "
      + "prints of them: \(InputDigest.digest(of: inputs))."
  }

  /// A word for a shell.
  private static func quoted(_ word: String) -> String {
    let isPlain = word.utf8.allSatisfy {
      switch $0 {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2B...0x2F, 0x3A, 0x3D, 0x40, 0x5F: true
      default: false
      }
    }
    return isPlain && !word.isEmpty
      ? word
      : "'"
        + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''")
        + "'"
  }
}

extension FleetReport {
  /// The files of which it was made; empty where nobody says.
  func inputTable(limit: Int = .max) -> ReportTable {
    typealias Column = ReportTable.Column
    var table = ReportTable(
      "inputs", "Files that it was made of",
      [
        Column(key: "file", title: "File", measure: .text),
        Column(key: "use", title: "For", measure: .text),
        Column(key: "bytes", title: "Bytes", measure: .count),
        Column(key: "sha256", title: "SHA-256", measure: .text),
      ])
    let files = provenance?.files ?? []
    for (use, file) in files.prefix(limit) {
      table.add([.text(file.name), .text(use.rawValue), .count(file.bytes), .text(file.digest)])
    }
    let left = files.count - table.rows.count
    if left > 0 { table.notes.append("\(Figure.whole(left)) more in inputs.csv.") }
    return table
  }
}
