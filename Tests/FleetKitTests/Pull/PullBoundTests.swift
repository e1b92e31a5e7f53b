import Foundation
import TestSupport
import Testing

@testable import FleetKit

@Suite("Nodes that send without end")
struct PullBoundTests {
  /// Answers each request with a page of 100 kB and says that there is another one; prints its port.
  private static let server = """
    import base64, hashlib, os, re, socket, socketserver, struct, sys, time
    class Answer(socketserver.StreamRequestHandler):
        def handle(self):
            asked = self.rfile.readline().decode()
            while self.rfile.readline().strip(): pass
            if asked.startswith("GET /report?hours=24 ") and sys.argv[1] != "endless" or sys.argv[1] == "broken":
                # As over a link that is too slow for all of it, for who asks or for who answers.
                self.wfile.write(b"HTTP/1.1 200 OK\\r\\nContent-Length: 100000\\r\\n")
                if sys.argv[1] == "slow": return time.sleep(3600)
                self.wfile.write(b"\\r\\n{")
                if sys.argv[1] == "reset":
                    # It has read that much by then.
                    time.sleep(0.5)
                    self.request.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    os.close(self.request.detach())
                return
            after = int((re.search(r"after=([0-9]+)", asked) or [0, "0"])[1])
            start = '{"schema":"nodeprobe.report/1","node_id":"%s","x":"%d' % ("5a" * 32, after)
            body = (start + "a" * 99_000 + '"}\\n').encode()
            digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
            self.wfile.write(("HTTP/1.1 200 OK\\r\\nContent-Length: %d\\r\\nRepr-Digest: sha-256=:%s:\\r\\n"
                'Link: </report?after=%d>; rel="%s"\\r\\nNodeprobe-Position: %d\\r\\n\\r\\n'
                % (len(body), digest, after + 1, "next" if sys.argv[1] == "endless" else "last", after + 1)).encode() + body)
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Answer)
    print(server.server_address[1], flush=True)
    server.serve_forever()
    """

  private final class Told: @unchecked Sendable {
    // Filled by the one thread that fetches, and read when it has ended.
    var words: [String] = []
  }

  /// Calls `body` with the port of a server that answers in one of its ways.
  private static func serve(_ way: String, _ body: (Int) throws -> Void) throws {
    try PullServer.serve(server, way, body)
  }

  /// What is told of one target when it is fetched, and how many reports came.
  private static func pull(
    _ port: Int, to out: String, patience: Duration = .seconds(30), budget: Duration? = nil,
    mostBytes: Int = Pull.usualBytes
  ) throws -> (words: [String], reports: Int) {
    let told = Told()
    let target = try #require(PullTarget("127.0.0.1:\(port)"))
    let pull = try Pull(
      [target], to: out, patience: patience, budget: budget, mostBytes: mostBytes
    ) { _, failure in
      told.words.append(failure.description)
    }
    let reports = try pull.run(parallel: 1).reports
    return (told.words, reports)
  }

  @Test(
    "a page that does not come in time is asked for in smaller ones, and so is one that breaks off",
    arguments: ["slow", "cut", "reset"])
  func slow(way: String) throws {
    let folder = try TemporaryDirectory()
    try Self.serve(way) { port in
      let (words, reports) = try Self.pull(port, to: folder.path + "/out", patience: .seconds(2))
      #expect(words.isEmpty && reports == 1, "\(words)")
    }
  }

  @Test("what breaks off however little is asked for is said so")
  func broken() throws {
    let folder = try TemporaryDirectory()
    try Self.serve("broken") { port in
      let (words, reports) = try Self.pull(port, to: folder.path + "/out")
      #expect(words == ["the answer broke off after 1 bytes"] && reports == 0)
    }
  }

  @Test("a node has its time, and the next run goes on behind it")
  func budget() throws {
    let folder = try TemporaryDirectory()
    let out = folder.path + "/out"
    try Self.serve("endless") { port in
      let (words, reports) = try Self.pull(port, to: out, budget: .seconds(3))
      #expect(words == ["it took more than 3 s; the next run goes on there"])
      let positions = try PullPositions(reading: out + ".positions").entries
      #expect(reports > 0 && positions["127.0.0.1:\(port)"]?.position == UInt64(reports))
    }
  }

  @Test("what is written of a node in one run is bounded, and the next run goes on behind it")
  func bound() throws {
    let folder = try TemporaryDirectory()
    try Self.serve("endless") { try Self.bound($0, folder) }
  }

  private static func bound(_ port: Int, _ folder: TemporaryDirectory) throws {
    let out = folder.path + "/out"
    for run in 1...2 {
      let (words, reports) = try pull(port, to: out, mostBytes: 1 << 20)
      // Ten pages are less than a mebibyte.
      #expect(reports == 11)
      #expect(words == ["it has more than 1 MiB; the next run goes on there"])
      let positions = try PullPositions(reading: out + ".positions").entries
      #expect(positions["127.0.0.1:\(port)"]?.position == UInt64(11 * run))
      let lines = try String(contentsOfFile: out, encoding: .utf8).split(separator: "\n")
      #expect(lines.count == 11 * run && Set(lines).count == lines.count)
    }
  }
}
