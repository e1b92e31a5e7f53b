import Foundation
import Synchronization
import TestSupport
import Testing

@testable import FleetKit

@Suite("Nodes that are fetched anew")
struct PullAnewTests {
  /// Answers what is asked for after a position as its argument says, `200` as a node; else with a report that says what
  /// was asked for. Prints its port.
  private static let server = """
    import base64, hashlib, socketserver, sys
    class Answer(socketserver.StreamRequestHandler):
        def handle(self):
            asked = self.rfile.readline().decode().split()[1]
            while self.rfile.readline().strip(): pass
            if "after=" in asked and sys.argv[1] != "200":
                return self.wfile.write(b"HTTP/1.1 400 Bad Request\\r\\n\\r\\n" + sys.argv[1].encode())
            body = ('{"schema":"nodeprobe.report/1","node_id":"%s","x":"%s"}\\n' % ("5a" * 32, asked)).encode()
            digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
            self.wfile.write(("HTTP/1.1 200 OK\\r\\nContent-Length: %d\\r\\nRepr-Digest: sha-256=:%s:\\r\\n"
                "Nodeprobe-Position: 5\\r\\n\\r\\n" % (len(body), digest)).encode() + body)
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Answer)
    print(server.server_address[1], flush=True)
    server.serve_forever()
    """

  /// What a run over one node says and writes of which position 17 was fetched; of its lines what was asked for.
  private struct Run {
    let remarks: [String]
    let failures: [String]
    let asked: [String]
    let position: UInt64?
  }

  /// - Parameters:
  ///   - node: whose position is known.
  ///   - age: of that position, in seconds; nil where nobody has kept it.
  private static func pull(
    answering answer: String, node: String = "5a", age: Int? = nil
  ) throws -> Run {
    let folder = try TemporaryDirectory()
    let out = folder.path + "/out"
    let remarks = Mutex<[String]>([])
    let failures = Mutex<[String]>([])
    var position: UInt64?
    try PullServer.serve(server, answer) { port in
      let name = "127.0.0.1:\(port)"
      let id = String(repeating: node, count: 32)
      let time = age.map { Date(timeIntervalSinceNow: -Double($0)).formatted(.iso8601) }
      let fetched = time.map { ",\"fetched\":\"\($0)\"" } ?? ""
      try folder.write(
        """
        {"schema":"nodeprobe.pull/1","targets":[
        {"target":"\(name)","node_id":"\(id)","position":17\(fetched)}]}
        """, to: "out.positions")
      let target = try #require(PullTarget(name))
      let told = { @Sendable (words: String) in
        remarks.withLock { $0.append(words.replacing(name, with: "node")) }
      }
      let pull = try Pull([target], to: out, remark: told) { _, failure in
        failures.withLock { $0.append(failure.description) }
      }
      _ = try pull.run(parallel: 1)
      position = try PullPositions(reading: out + ".positions").entries[name]?.position
    }
    let lines = try String(contentsOfFile: out, encoding: .utf8).split(separator: "\n")
    return Run(
      remarks: remarks.withLock { $0 }, failures: failures.withLock { $0 },
      asked: lines.map { String($0.split(separator: "\"x\":\"")[1].dropLast(2)) },
      position: position)
  }

  private static let refusal =
    "no row was ever filed at position 17, the last is 3: the store is a new one; ask without after"

  @Test("a store that never had the position begins anew, as far back as that is old, and says so")
  func store() throws {
    // A hundred hours and a minute are in a hundred and one, and the one that ran then.
    let old = try Self.pull(answering: Self.refusal, age: 360_060)
    #expect(old.remarks == ["node: its store is another one: begun anew, 102 hours back"])
    #expect(old.asked == ["/report?hours=102"] && old.position == 5 && old.failures.isEmpty)
    for age in [600, nil] {
      let new = try Self.pull(answering: Self.refusal, age: age)
      #expect(new.remarks == ["node: its store is another one: begun anew, 24 hours back"])
      #expect(new.asked == ["/report?hours=24"] && new.position == 5)
    }
  }

  @Test("so does another node at the same address")
  func node() throws {
    let run = try Self.pull(answering: "200", node: "3b", age: 360_060)
    #expect(run.remarks == ["node: another node answers there: begun anew, 102 hours back"])
    #expect(run.asked == ["/report?hours=102"] && run.position == 5)
  }

  @Test(
    "any other refusal fails, and the position stays",
    arguments: [
      "Your browser sent a request that this server could not understand.",
      "no row was ever filed at position 170, the last is 3", "",
    ])
  func refused(words: String) throws {
    let run = try Self.pull(answering: words, age: 600)
    let said = words.isEmpty ? "it does not say why" : words
    #expect(run.failures == ["it refuses what is asked for: \(said)"])
    #expect(run.remarks.isEmpty && run.asked.isEmpty && run.position == 17)
  }
}
