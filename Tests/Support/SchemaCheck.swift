import Foundation

/// Validates documents with Python's jsonschema, an implementation that is not ours.
public enum SchemaCheck {
  /// The project's folder.
  public static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// What is wrong with a document in a file; empty where nothing is, nil where the validator is missing.
  public static func errors(inFile path: String, schema: String) throws -> String? {
    try errors(in: try Data(contentsOf: URL(fileURLWithPath: path)), schema: schema)
  }

  /// What is wrong with the document; empty where nothing is, nil where the validator is missing.
  public static func errors(in document: Data, schema: String) throws -> String? {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [
      "python3", root.appendingPathComponent("docs/schema/check.py").path, schema, "-",
    ]
    let (input, output) = (Pipe(), Pipe())
    process.standardInput = input
    process.standardOutput = output
    process.standardError = output
    try process.run()
    // A document may be larger than a pipe: it is written beside the reading.
    DispatchQueue.global().async {
      input.fileHandleForWriting.write(document)
      try? input.fileHandleForWriting.close()
    }
    let text = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    switch process.terminationStatus {
    case 0: return ""
    case 77, 127:
      print("skipped: python3 with jsonschema is not installed")
      return nil
    default: return String(decoding: text, as: UTF8.self)
    }
  }
}
