import Foundation
import TestSupport
import Testing

@testable import FleetKit

@Suite("Nodes that send without end")
struct PullBoundTests {
  /// Answers each request with a page of 100 kB and says that there is another one; prints its port.
  private static let server = """
    import base64, hashlib, re, socketserver
    class Answer(socketserver.StreamRequestHandler):
        def handle(self):
            asked = self.rfile.readline().decode()
            while self.rfile.readline().strip(): pass
            after = int((re.search(r"after=([0-9]+)", asked) or [0, "0"])[1])
            start = '{"schema":"nodeprobe.report/1","node_id":"%s","x":"%d' % ("5a" * 32, after)
            body = (start + "a" * 99_000 + '"}\\n').encode()
            digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
            self.wfile.write(("HTTP/1.1 200 OK\\r\\nContent-Length: %d\\r\\nRepr-Digest: sha-256=:%s:\\r\\n"
                'Link: </report?after=%d>; rel="next"\\r\\nNodeprobe-Position: %d\\r\\n\\r\\n'
                % (len(body), digest, after + 1, after + 1)).encode() + body)
    server = socketserver.TCPServer(("127.0.0.1", 0), Answer)
    print(server.server_address[1], flush=True)
    server.serve_forever()
    """

  private final class Told: @unchecked Sendable {
    // Filled by the one thread that fetches, and read when it has ended.
    var words: [String] = []
  }

  @Test("what is written of a node in one run is bounded, and the next run goes on behind it")
  func bound() throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", "-c", Self.server]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    defer {
      // Not SIGTERM: children of a test inherit a mask that blocks it.
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
    }
    let line = String(decoding: pipe.fileHandleForReading.availableData, as: UTF8.self)
    let port = try #require(Int(line.split(separator: "\n").first ?? ""))
    let target = try #require(PullTarget("127.0.0.1:\(port)"))
    let folder = try TemporaryDirectory()
    let out = folder.path + "/out"
    for run in 1...2 {
      let told = Told()
      let pull = try Pull([target], to: out, mostBytes: 1 << 20) { _, failure in
        told.words.append(failure.description)
      }
      // Ten pages are less than a mebibyte.
      #expect(try pull.run(parallel: 1).reports == 11)
      #expect(told.words == ["it has more than 1 MiB; the next run goes on there"])
      let positions = try PullPositions(reading: out + ".positions").entries
      #expect(positions["127.0.0.1:\(port)"]?.position == UInt64(11 * run))
      let lines = try String(contentsOfFile: out, encoding: .utf8).split(separator: "\n")
      #expect(lines.count == 11 * run && Set(lines).count == lines.count)
    }
  }
}
