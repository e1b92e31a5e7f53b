import Foundation
import TestSupport
import Testing

@Suite("docs/schema/check.py")
struct SchemaCheckTests {
  @Test(
    "takes a schema by its name or its path, and says in one line what it cannot use",
    arguments: [
      (["node.json", "EXAMPLE"], 0, ""), (["SCHEMAS/node.json", "EXAMPLE"], 0, ""),
      (["nope.json", "EXAMPLE"], 2, "check.py: there is no schema nope.json; there are "),
      (["node.json", "/nonexistent"], 2, "check.py: cannot read /nonexistent: No such file"),
      (["node.json"], 2, "check.py: give a schema and at least one file"),
    ] as [([String], Int32, String)])
  func use(arguments: [String], status: Int32, words: String) throws {
    let schemas = SchemaCheck.root.appendingPathComponent("docs/schema").path
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments =
      ["python3", schemas + "/check.py"]
      + arguments.map {
        $0.replacing("SCHEMAS", with: schemas)
          .replacing("EXAMPLE", with: schemas + "/examples/node-vm.json")
      }
    let errors = Pipe()
    process.standardError = errors
    try process.run()
    let text = String(
      decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus != 77, process.terminationStatus != 127 else {
      print("skipped: python3 with jsonschema is not installed")
      return
    }
    #expect(process.terminationStatus == status, "\(text)")
    #expect(text.hasPrefix(words), "\(text)")
    #expect(text.split(separator: "\n").count <= 1)
  }
}
