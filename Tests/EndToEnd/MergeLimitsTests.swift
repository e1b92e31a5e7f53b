import Foundation
import TestSupport
import Testing

/// `probe-fleet merge` where memory, files and inputs come to an end.
@Suite("probe-fleet merge at its limits")
struct MergeLimitsTests {
  private struct Merged {
    let status: Int32
    let lines: [Substring]
    let errors: String
  }

  private let folder: TemporaryDirectory
  private var program: String {
    BuiltProgram.folder.appendingPathComponent("probe-fleet").path
  }

  init() throws { folder = try TemporaryDirectory() }

  /// A report of a node without rows, with something in it that no reader knows.
  private static func report(_ node: Int, _ more: String = "") -> String {
    let id = String(repeating: "0", count: 56) + String(10_000_000 + node)
    return """
      {"schema":"nodeprobe.report/1","node_id":"\(id)","start":"2026-11-21T00:00:00Z",\
      "end":"2026-11-21T01:00:00Z","rows":[]\(more)}
      """
  }

  /// The same on as many lines as it has members, and many more.
  private static func spread(_ node: Int, bytes: Int) -> String {
    let blanks = String(repeating: String(repeating: " ", count: 63) + "\n", count: bytes / 64)
    return report(node).replacingOccurrences(of: ",\"end\"", with: ",\n\(blanks)\"end\"")
  }

  /// Merges what comes from a connection that breaks behind the text: that is told once, and then it looks ended.
  private func mergeBroken(_ text: String, threads: Int) throws -> Merged {
    var ends: [Int32] = [0, 0]
    // No other test's child may hold an end open.
    let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    try #require(socketpair(AF_UNIX, type, 0, &ends) == 0)
    let (ours, theirs) = (ends[0], ends[1])
    // Closing with bytes that nobody has read breaks the connection.
    try #require(write(theirs, "?", 1) == 1)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = ["merge", "--threads", String(threads), "-o", folder.path + "/out", "-"]
    process.standardInput = FileHandle(fileDescriptor: theirs, closeOnDealloc: false)
    let errors = Pipe()
    process.standardError = errors
    try process.run()
    close(theirs)
    let bytes = Array(text.utf8)
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes { write(ours, $0.baseAddress, $0.count) }
      try #require(count > 0)
      sent += count
    }
    close(ours)
    let told = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    let merged = (try? String(contentsOfFile: folder.path + "/out", encoding: .utf8)) ?? ""
    return Merged(
      status: process.terminationStatus, lines: merged.split(separator: "\n"),
      errors: String(decoding: told, as: UTF8.self))
  }

  @Test("what came before a read that failed counts, and the failure is told", arguments: [1, 2])
  func brokenConnection(threads: Int) throws {
    let text = Self.report(1) + "\n" + Self.report(2) + "\n"
    let merged = try mergeBroken(text, threads: threads)
    #expect(merged.status == 1)
    #expect(merged.lines.count == 3)
    #expect(
      merged.errors == "-: byte \(text.utf8.count): cannot read -: Connection reset by peer\n")
  }

  @Test("a document that a read that failed has cut is told with the failure", arguments: [1, 2])
  func cut(threads: Int) throws {
    let text = Self.report(1) + "\n" + Self.report(2).prefix(100)
    let merged = try mergeBroken(text, threads: threads)
    #expect(merged.status == 1)
    // One node, and the last line.
    #expect(merged.lines.count == 2)
    #expect(
      merged.errors == "-: byte \(text.utf8.count): cannot read -: Connection reset by peer\n")
  }

  @Test(
    "a read that failed is told where another thread met it, behind a document of many lines",
    arguments: [1, 2, 8])
  func brokenBehind(threads: Int) throws {
    let documents = [
      Self.spread(1, bytes: 700_000), Self.report(2), Self.spread(3, bytes: 400_000),
    ]
    let text = documents.joined(separator: "\n") + "\n"
    let merged = try mergeBroken(text, threads: threads)
    #expect(merged.status == 1)
    #expect(merged.lines.count == 4)
    #expect(
      merged.errors == "-: byte \(text.utf8.count): cannot read -: Connection reset by peer\n")
  }

  @Test(
    "what cannot be written is one line and status 2",
    arguments: [
      ["merge"], ["report", "--format", "html"], ["report", "--format", "json"],
      ["report", "--format", "focus"], ["check", "--json"],
    ])
  func unwritten(arguments: [String]) throws {
    try folder.write(Self.report(1) + "\n", to: "1.json")
    let command = ([program] + arguments + [folder.path + "/1.json"]).joined(separator: " ")
    let said = try Program.run("/bin/sh", "-c", "\(command) 2>&1 > /dev/full; echo $?").output
    #expect(
      said == "probe-fleet: cannot write to standard output: No space left on device\n2\n")
  }

  @Test("a file or folder that cannot be written whole stays as it was")
  func full() throws {
    let count = 300
    try folder.write((0..<count).map { Self.report($0) + "\n" }.joined(), to: "fleet.ndjson")
    try folder.write("before", to: "merged")
    try folder.write("before", to: "tables/sites.csv")
    for (arguments, place) in [
      ("merge -o", "merged"), ("report --format csv -o", "tables"),
    ] {
      // A limit of files is what a full disk is to a program; 16 KiB are more than most tables have, and less than that
      // of the nodes.
      let said = try Program.run(
        "/bin/bash", "-c",
        """
        trap '' XFSZ; ulimit -f 16; cd '\(folder.path)'
        '\(program)' \(arguments) \(place) fleet.ndjson 2>&1; echo $?
        """
      ).output.split(separator: "\n")
      #expect(said.count == 2 && said.last == "2", "\(said)")
      #expect(said.first?.hasPrefix("probe-fleet: cannot write \(place)") == true)
    }
    for file in ["merged", "tables/sites.csv"] {
      #expect(try String(contentsOfFile: "\(folder.path)/\(file)", encoding: .utf8) == "before")
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/tables").count == 1)
  }

  @Test("any number of files is read with few descriptors, whatever the number of threads")
  func descriptors() throws {
    for node in 0..<300 { try folder.write(Self.report(node) + "\n", to: "in/\(node).json") }
    let command = """
      ulimit -n 64; '\(program)' merge --threads 64 '\(folder.path)/in' 2> /dev/null | wc -l
      """
    #expect(try Program.run("/bin/bash", "-c", command).output == "301\n")
  }

  @Test("lines of megabytes are not all in memory at once", arguments: [1, 8])
  func memory(threads: Int) throws {
    let path = folder.path + "/large.ndjson"
    try folder.write("", to: "large.ndjson")
    let file = try #require(FileHandle(forWritingAtPath: path))
    let string = "\"" + String(repeating: "x", count: 1 << 20) + "\""
    let padding = ",\"padding\":[" + Array(repeating: string, count: 8).joined(separator: ",") + "]"
    for node in 0..<24 { file.write(Data((Self.report(node, padding) + "\n").utf8)) }
    try file.close()
    let (status, memory) = try mostMemory(threads: threads, path)
    #expect(status == 0)
    // All lines are 200 MB; of those that are ahead each stands in memory two or three times.
    #expect(memory < 112 << 10)
  }

  @Test("a document of nothing but numbers takes few bytes of memory for each of its own")
  func dense() throws {
    let bytes = Array("[".utf8) + Array(repeating: Array("1,".utf8), count: 21_000_000).joined()
    try folder.write(bytes: bytes, to: "dense.json")
    let (status, memory) = try mostMemory(threads: 1, folder.path + "/dense.json")
    #expect(status == 2)
    // 42 MB of text: room for 64 MB, four bytes for each of its own, and the program.
    #expect(memory < 280 << 10, "\(memory) KiB")
  }

  /// The status of a merge, and the most memory that it had, in KiB.
  private func mostMemory(threads: Int, _ path: String) throws -> (status: Int, memory: Int) {
    let script = """
      import resource, subprocess, sys
      code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode
      print(code, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
      """
    let output = try Program.run(
      "/usr/bin/python3", "-c", script, program, "merge", "--threads", String(threads), path
    ).output.split(whereSeparator: \.isWhitespace)
    try #require(output.count == 2)
    return (try #require(Int(output[0])), try #require(Int(output[1])))
  }
}
