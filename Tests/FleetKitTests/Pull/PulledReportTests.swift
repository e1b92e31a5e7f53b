import Foundation
import LinuxFiles
import TestSupport
import Testing

@testable import FleetKit

@Suite("Fetched reports")
struct PulledReportTests {
  private static let id = String(repeating: "3b", count: 32)
  private static let document =
    "{\"schema\":\"nodeprobe.report/1\",\"node_id\":\"\(id)\",\"rows\":[]}\n"

  /// What Python's hashlib says of bytes.
  private func digest(_ bytes: Data) throws -> String {
    let folder = try TemporaryDirectory()
    try folder.write(bytes: Array(bytes), to: "bytes")
    let program = """
      import base64, hashlib, sys
      digest = hashlib.sha256(open(sys.argv[1], "rb").read()).digest()
      print("sha-256=:" + base64.b64encode(digest).decode() + ":", end="")
      """
    return try Program.run("/usr/bin/env", "python3", "-c", program, folder.path + "/bytes").output
  }

  private func report(
    _ body: Data, digest: String, _ fields: String = "", position: String? = "17"
  ) throws -> PulledReport {
    var head = "HTTP/1.1 200 OK\r\nContent-Length: \(body.count)\r\nRepr-Digest: \(digest)\r\n"
    if let position { head += "Nodeprobe-Position: \(position)\r\n" }
    return try fetched(Array(head.utf8) + Array((fields + "\r\n").utf8) + body).get()
  }

  /// What is made of an answer that comes in pieces of so many bytes.
  private func fetched(
    _ bytes: [UInt8], piece: Int = .max
  ) throws -> Result<PulledReport, PullFailure> {
    var reception = PullReception(in: NSTemporaryDirectory())
    var start = 0
    while start < bytes.count, !reception.isWhole {
      let end = start + min(piece, bytes.count - start)
      try reception.take(bytes[start..<end])
      start = end
    }
    return try reception.result()
  }

  @Test("is taken with the digest that another program gives, plain and packed by gzip")
  func taken() throws {
    let plain = Data(Self.document.utf8)
    let report = try report(plain, digest: digest(plain))
    #expect(try report.bytes() == Array(plain))
    #expect(report.nodeID == Self.id && report.position == 17 && !report.isCut)
    #expect(
      try self.report(plain, digest: digest(plain), "Link: </report?after=17>; rel=\"next\"\r\n")
        .isCut)

    let folder = try TemporaryDirectory()
    try folder.write(Self.document, to: "plain")
    _ = try Program.run("/bin/sh", "-c", "gzip -k '\(folder.path)/plain'")
    let packed = try Data(contentsOf: URL(fileURLWithPath: folder.path + "/plain.gz"))
    let unpacked = try self.report(
      packed, digest: digest(packed),
      "Content-Encoding: gzip\r\nUnencoded-Digest: \(digest(plain))\r\n")
    #expect(try unpacked.bytes() == Array(plain))
    // Only what was sent is digested.
    #expect(
      try self.report(packed, digest: digest(packed), "Content-Encoding: gzip\r\n").bytes()
        == Array(plain))
    // However it comes.
    let fields =
      "Content-Length: \(packed.count)\r\nContent-Encoding: gzip\r\nNodeprobe-Position: 3\r\n"
    let answer = Array(
      "HTTP/1.1 200 OK\r\n\(fields)Unencoded-Digest: \(try digest(plain))\r\n\r\n".utf8)
    for piece in [1, 2, 3, 7, 64, 1000] {
      let whole = try fetched(answer + packed, piece: piece).get()
      #expect(try whole.bytes() == Array(plain), "\(piece)")
    }
  }

  @Test("what is longer than the memory for it is put aside, and comes back as it was")
  func long() throws {
    let text =
      "{\"schema\":\"nodeprobe.report/1\",\"node_id\":\"\(Self.id)\",\"x\":\""
      + (0..<200_000).map { "\($0) " }.joined() + "\"}\n"
    let plain = Data(text.utf8)
    #expect(plain.count > 1 << 20)
    #expect(try report(plain, digest: digest(plain)).bytes() == Array(plain))
  }

  @Test("is refused where anything is not as it was sent")
  func refused() throws {
    let plain = Data(Self.document.utf8)
    let right = try digest(plain)
    func reason(_ body: () throws -> PulledReport) -> String {
      let failure = #expect(throws: PullFailure.self) { _ = try body() }
      return failure?.description ?? ""
    }
    var other = plain
    other[100] ^= 1
    #expect(reason { try report(other, digest: right) } == "it is not what its digest says")
    #expect(
      reason { try report(plain, digest: right, position: nil) }.contains("where the next"))
    let two = plain + plain
    #expect(reason { try report(two, digest: digest(two)) } == "it is not one line")
    let page = Data("<html></html>\n".utf8)
    #expect(reason { try report(page, digest: digest(page)) } == "it is no report of a node")
    #expect(
      reason { try report(plain, digest: right, "Content-Encoding: gzip\r\n") }
        == "its gzip is broken")
    for (bytes, words) in [
      ("", "without an answer"), ("\u{15}\u{3}\u{3}\0\u{2}\u{2}\u{16}", "it speaks TLS"),
      ("SSH-2.0-OpenSSH_9.2\r\n", "speaks no HTTP"),
      ("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc", "broke off after 3 bytes"),
      ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "in chunks"),
    ] {
      #expect(reason { try fetched(Array(bytes.utf8)).get() }.contains(words))
    }
    #expect(
      reason {
        try fetched(Array(("HTTP/1.1 200 OK\r\n\r\n" + Self.document).utf8)).get()
      }.hasPrefix("it has no digest"))
  }

  @Test(
    "what is no report says what to do",
    arguments: [
      (
        "301 Moved\r\nLocation: https://node7/report\r\n\r\n",
        "it sends elsewhere, to https://node7/report: name that target"
      ),
      ("302 Found\r\n\r\n", "it sends elsewhere, to nowhere: name that target"),
      (
        "400 Bad Request\r\n\r\nhours is no whole number\n",
        "it refuses what is asked for: hours is no whole number"
      ),
      ("400 Bad Request\r\n\r\n", "it refuses what is asked for: it does not say why"),
      ("404 Not Found\r\n\r\n", "it has no /report: an older agent, or another program"),
      ("503 Busy\r\n\r\ntoo many ask\n", "it is busy (status 503): too many ask"),
      ("401 Unauthorized\r\n\r\n", "it answers with status 401"),
    ])
  func statuses(answer: String, words: String) throws {
    let failure = #expect(throws: PullFailure.self) {
      _ = try fetched(Array("HTTP/1.1 \(answer)".utf8), piece: 5).get()
    }
    #expect(failure?.description == words)
  }

  @Test("a file that another run goes on with is left alone")
  func lock() throws {
    let folder = try TemporaryDirectory()
    let path = folder.path + "/out.ndjson"
    let line = #"{"schema":"nodeprobe.report/1","node_id":"\#(Self.id)"}"# + "\n"
    try folder.write(line + "{\"sch", to: "out.ndjson")
    let first = try PullSink(path)
    #expect(try String(contentsOfFile: path, encoding: .utf8) == line)
    // What it writes now is no torn line.
    try folder.write(line + "{\"schema", to: "out.ndjson")
    let failure = #expect(throws: PullFailure.self) { _ = try PullSink(path) }
    #expect(
      failure?.description == "\(path): another pull writes there; let it end, or name another file"
    )
    #expect(try String(contentsOfFile: path, encoding: .utf8) == line + "{\"schema")
    try first.finish()
  }

  @Test(
    "a file that is no output of a pull is refused, and every byte of it stays",
    arguments: [
      #"[{"targets": ["node7:9944"]}]"#, "a\nb", "\n", "{\n", #"{"schema":"nodeprobe.fleet/1"}"#,
      #"{"schema":"nodeprobe.report/1","node_id":"5a"}"# + "\nnotes",
      "notes\n" + #"{"schema":"nodeprobe.report/1","node_id":"5a"#, "\0\0\0",
    ])
  func foreign(text: String) throws {
    let folder = try TemporaryDirectory()
    let path = folder.path + "/notes"
    try folder.write(text, to: "notes")
    let failure = #expect(throws: PullFailure.self) { _ = try PullSink(path) }
    #expect(
      failure?.description
        == "\(path) is there and no file of fetched reports; nothing of it is touched: name another one"
    )
    #expect(try String(contentsOfFile: path, encoding: .utf8) == text)
  }

  @Test("a first line that was torn, wherever, is cut", arguments: [0, 1, 20, 60])
  func tornFirst(count: Int) throws {
    let folder = try TemporaryDirectory()
    let line = #"{"schema":"nodeprobe.report/1","node_id":"5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a"#
    try folder.write(String(line.prefix(count)), to: "out")
    _ = try PullSink(folder.path + "/out")
    #expect(try String(contentsOfFile: folder.path + "/out", encoding: .utf8) == "")
  }

  @Test(
    "a last line that lacks its end only is given one, and of a torn one is said how much is cut",
    arguments: [
      (#","rows":[]}"#, #","rows":[]}"# + "\n", nil),
      (#","rows":[]}"# + "\0\0\0", #","rows":[]}"# + "\n", 3),
      (#","rows":[]"#, nil, 97), (#","rows":[}"#, nil, 97), (#","rows":[{}"#, nil, 98),
      (#","ro"# + "\0\0", nil, 93),
    ] as [(String, String?, Int?)])
  func lastLine(rest: String, kept: String?, cut: Int?) throws {
    let folder = try TemporaryDirectory()
    let path = folder.path + "/out"
    // 87 bytes.
    let start =
      #"{"schema":"nodeprobe.report/1","node_id":""# + String(repeating: "5a", count: 22) + "\""
    let line = start + #","rows":[]}"# + "\n"
    try folder.write(line + start + rest, to: "out")
    var remarks: [String] = []
    _ = try PullSink(path) { remarks.append($0) }
    #expect(
      try String(contentsOfFile: path, encoding: .utf8) == line + (kept.map { start + $0 } ?? ""))
    #expect(
      remarks == (cut.map { ["\(path): cut off \($0) bytes behind the last whole report"] } ?? []))
  }

  @Test("a last line is no report where broken bytes stand behind one")
  func brokenBytes() throws {
    let folder = try TemporaryDirectory()
    let path = folder.path + "/out"
    let rest = Self.document.utf8.dropLast() + [0xFF, 0x7D]
    try folder.write(bytes: Array(Self.document.utf8) + rest, to: "out")
    var remarks: [String] = []
    _ = try PullSink(path) { remarks.append($0) }
    #expect(try String(contentsOfFile: path, encoding: .utf8) == Self.document)
    #expect(remarks == ["\(path): cut off \(rest.count) bytes behind the last whole report"])
  }

  @Test("zeros that a power loss left behind whole lines are cut")
  func zeros() throws {
    let folder = try TemporaryDirectory()
    let path = folder.path + "/out"
    let zeros = Array(repeating: 0 as UInt8, count: 70_000)
    try folder.write(bytes: Array(Self.document.utf8) + zeros, to: "out")
    var remarks: [String] = []
    _ = try PullSink(path) { remarks.append($0) }
    #expect(try String(contentsOfFile: path, encoding: .utf8) == Self.document)
    #expect(remarks == ["\(path): cut off 70000 bytes behind the last whole report"])
  }

  @Test("a device is no file to go on with")
  func device() {
    let failure = #expect(throws: PullFailure.self) { _ = try PullSink("/dev/null") }
    #expect(
      failure?.description
        == "/dev/null is no ordinary file; without -o reports go to standard output")
  }

  @Test("a target that is spelled otherwise goes on where it was, of two spellings the later one")
  func spelling() throws {
    let folder = try TemporaryDirectory()
    let path = folder.path + "/out"
    try folder.write(
      """
      {"schema":"nodeprobe.pull/1","targets":[
      {"target":"node7","node_id":"\(Self.id)","position":17},
      {"target":"[::1]","node_id":"\(Self.id)","position":4,"fetched":"2026-11-21T10:00:00Z"},
      {"target":"[::1]:9944","node_id":"\(Self.id)","position":9,"fetched":"2026-11-21T11:00:00Z"},
      {"target":"a name of nobody","node_id":"\(Self.id)","position":1}]}
      """, to: "out.positions")
    let sink = try PullSink(path)
    for name in ["node7", "node7:9944"] {
      #expect(sink.entry(of: try #require(PullTarget(name)))?.position == 17)
    }
    #expect(sink.entry(of: try #require(PullTarget("node7:9945"))) == nil)
    #expect(sink.entry(of: try #require(PullTarget("[::1]")))?.position == 9)
    let known = try PullPositions(reading: path + ".positions")
    #expect(known.entries.count == 3)
    try folder.write(bytes: known.json, to: "out.positions")
    #expect(try PullPositions(reading: path + ".positions") == known)
  }

  @Test("positions are read as they were written, and what is none is refused")
  func positions() throws {
    let folder = try TemporaryDirectory()
    let path = folder.path + "/out.positions"
    #expect(try PullPositions(reading: path) == PullPositions())
    var positions = PullPositions()
    positions.entries["a:1"] = PullPositions.Entry(nodeID: Self.id, position: 1 << 60)
    positions.entries["[::1]:2"] = PullPositions.Entry(nodeID: Self.id, position: 0)
    try folder.write(bytes: positions.json, to: "out.positions")
    #expect(try PullPositions(reading: path) == positions)
    try folder.write("{\"schema\":\"other\"}", to: "out.positions")
    #expect(throws: PullFailure.self) { try PullPositions(reading: path) }
  }
}

extension PulledReport {
  /// All of it.
  fileprivate func bytes() throws -> [UInt8] {
    var bytes: [UInt8] = []
    try write { (piece) throws(SystemError) in bytes += piece }
    return bytes
  }
}
