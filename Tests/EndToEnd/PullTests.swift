import Foundation
import TestSupport
import Testing

/// `probe-fleet pull` from agents that run.
@Suite("Pulled from agents")
struct PullTests {
  private let folder: TemporaryDirectory

  init() throws {
    folder = try TemporaryDirectory()
  }

  private func pull(_ arguments: String...) throws -> BuiltProgram.Result {
    try BuiltProgram.run(
      "probe-fleet", ["pull", "--targets", folder.path + "/targets.json"] + arguments)
  }

  private func write(targets: [String]) throws {
    let group: [String: Any] = ["targets": targets, "labels": ["site": "x"]]
    try folder.write(
      bytes: Array(try JSONSerialization.data(withJSONObject: [group])), to: "targets.json")
  }

  private func lines(of file: String) throws -> [[String: Any]] {
    try String(contentsOfFile: folder.path + "/" + file, encoding: .utf8).split(separator: "\n")
      .map { line in
        let document = try JSONSerialization.jsonObject(with: Data(line.utf8))
        return try #require(document as? [String: Any])
      }
  }

  @Test("each node is a line, the next run goes on behind them, and what is not there is named")
  func nodes() throws {
    let agents = try (0..<3).map { _ in try RunningAgent() }
    let targets = agents.map { "127.0.0.1:\($0.port)" }
    try write(targets: targets)
    let out = folder.path + "/out.ndjson"
    let first = try pull("-o", out)
    #expect(first.status == 0 && first.output == "" && first.errors == "", "\(first.errors)")
    #expect(try lines(of: "out.ndjson").count == 3)
    #expect(
      try lines(of: "out.ndjson").allSatisfy { $0["schema"] as? String == "nodeprobe.report/1" })

    // A run that was killed may leave a part of a line.
    let file = try #require(FileHandle(forWritingAtPath: out))
    try file.seekToEnd()
    try file.write(contentsOf: Data("{\"schema\":\"node".utf8))
    try file.close()
    try write(targets: targets + ["127.0.0.1:1", "name.invalid:9944"])
    let second = try pull("-o", out, "--parallel", "2", "--timeout", "5")
    #expect(second.status == 1)
    #expect(try lines(of: "out.ndjson").count == 6)
    let complaints = second.errors.split(separator: "\n").sorted()
    // A path, an address, a name.
    try #require(complaints.count == 3, "\(complaints)")
    #expect(complaints[0] == "\(out): cut off 15 bytes behind the last whole report")
    #expect(complaints[1].hasPrefix("127.0.0.1:1: cannot connect: "), "\(complaints)")
    // Where nobody answers the resolver, it is told in time that nobody does.
    #expect(
      complaints[2].hasPrefix("name.invalid:9944: the name is not known")
        || complaints[2].hasPrefix("name.invalid:9944: its name was not resolved in time"))
    let positions = try String(contentsOfFile: out + ".positions", encoding: .utf8)
    #expect(targets.allSatisfy { positions.contains("\"target\":\"\($0)\"") })

    let merged = try BuiltProgram.run("probe-fleet", ["merge", out])
    #expect(merged.status == 0, "\(merged.errors)")
    // All three agents are of one machine: one node.
    #expect(merged.output.split(separator: "\n").count == 2)
  }

  @Test("without a file the reports are on standard output")
  func output() throws {
    let agent = try RunningAgent()
    try write(targets: ["127.0.0.1:\(agent.port)"])
    let result = try pull()
    #expect(result.status == 0)
    #expect(
      result.output.hasPrefix("{\"schema\":\"nodeprobe.report/1\"")
        && result.output.hasSuffix("}\n"))
  }

  /// Eight servers, each with a report of 40 MB that gzip makes 40 kB of; prints the status and the greatest memory of
  /// the program that fetches them, in MB.
  private static let flood = """
    import base64, gzip, hashlib, json, socketserver, subprocess, sys, threading
    start = b'{"schema":"nodeprobe.report/1","node_id":"%s","x":"' % (b"5a" * 32)
    report = start + b"a" * 40_000_000 + b'"}\\n'
    digest = base64.b64encode(hashlib.sha256(report).digest()).decode()
    body = gzip.compress(report, 1)
    head = ("HTTP/1.1 200 OK\\r\\nContent-Length: %d\\r\\nContent-Encoding: gzip\\r\\n"
            "Unencoded-Digest: sha-256=:%s:\\r\\nNodeprobe-Position: 1\\r\\n\\r\\n" % (len(body), digest)).encode()
    class Answer(socketserver.StreamRequestHandler):
        def handle(self):
            while self.rfile.readline().strip(): pass
            self.wfile.write(head + body)
    class Server(socketserver.ThreadingMixIn, socketserver.TCPServer):
        daemon_threads = True
    servers = [Server(("127.0.0.1", 0), Answer) for _ in range(8)]
    for server in servers: threading.Thread(target=server.serve_forever, daemon=True).start()
    program, folder = sys.argv[1:]
    targets = ["127.0.0.1:%d" % server.server_address[1] for server in servers]
    json.dump([{"targets": targets}], open(folder + "/targets.json", "w"))
    pull = subprocess.Popen([program, "pull", "--targets", folder + "/targets.json", "-o", folder + "/out"])
    memory = 0
    while pull.poll() is None:
        # What the kernel tells at the end has the memory of whoever started it as well.
        for line in open("/proc/%d/status" % pull.pid):
            if line.startswith("VmHWM"): memory = max(memory, int(line.split()[1]) // 1024)
    status = pull.returncode
    lines = sum(line == report for line in open(folder + "/out", "rb"))
    print(status, lines, memory)
    """

  @Test("servers that send much do not fill the memory")
  func flood() throws {
    let program = BuiltProgram.folder.appendingPathComponent("probe-fleet").path
    let result = try Program.run("/usr/bin/env", "python3", "-c", Self.flood, program, folder.path)
    let words = result.output.split(separator: "\n").joined().split(separator: " ")
    try #require(words.count == 3, "\(result.output)")
    #expect(words[0] == "0" && words[1] == "8")
    // All at once would be 320 MB; the program itself has some 20.
    #expect((1..<100).contains(try #require(Int(words[2]))), "\(words[2]) MB")
  }

  @Test(
    "a name that nobody resolves takes no longer than a request, and an address needs nobody",
    .enabled(if: MountNamespace.isAvailable))
  func unresolved() throws {
    try write(targets: ["node7.invalid", "127.0.0.1:1"])
    // Whoever looks into it waits for somebody to write there.
    let program = BuiltProgram.folder.appendingPathComponent("probe-fleet").path
    let script = """
      mkfifo "$2/hosts" && mount --make-rprivate / && mount --bind "$2/hosts" /etc/hosts &&
      timeout -s KILL 60 "$1" pull --targets "$2/targets.json" --timeout 2 2>&1; echo $?
      """
    let said = try Program.run(
      "/usr/bin/unshare", geteuid() == 0 ? "-m" : "-Urm", "sh", "-c", script, "sh", program,
      folder.path
    ).output.split(separator: "\n").sorted()
    #expect(
      said == [
        "127.0.0.1:1: cannot connect: Connection refused", "2",
        "node7.invalid: its name was not resolved in time; give it longer with --timeout",
      ])
  }

  @Test("another file is refused in one line and left as it is, the file of targets by its name")
  func foreign() throws {
    try write(targets: ["127.0.0.1:1"])
    let targets = folder.path + "/targets.json"
    let before = try Data(contentsOf: URL(fileURLWithPath: targets))
    try FileManager.default.createSymbolicLink(
      atPath: folder.path + "/link", withDestinationPath: targets)
    for out in [targets, folder.path + "/link"] {
      let own = try pull("-o", out)
      #expect(own.status == 2 && own.output == "")
      #expect(
        own.errors == "probe-fleet: -o \(out) is the file of targets; name another one\n")
    }
    #expect(try Data(contentsOf: URL(fileURLWithPath: targets)) == before)

    try folder.write("dear diary", to: "diary")
    let other = try pull("-o", folder.path + "/diary")
    #expect(other.status == 2 && other.output == "")
    #expect(other.errors.hasPrefix("probe-fleet: \(folder.path)/diary is there and no file of "))
    #expect(other.errors.split(separator: "\n").count == 1)
    #expect(try String(contentsOfFile: folder.path + "/diary", encoding: .utf8) == "dear diary")
  }

  @Test("wrong use is one line and status 2")
  func wrongUse() throws {
    try folder.write("[{\"targets\": [\"a b\"]}]", to: "targets.json")
    for arguments in [[], ["--parallel", "0"], ["--hours", "x"], ["-o", "/nonexistent/out"]] {
      let result = try BuiltProgram.run(
        "probe-fleet", ["pull", "--targets", folder.path + "/targets.json"] + arguments)
      #expect(result.status == 2 && result.output == "", "\(result.errors)")
      #expect(result.errors.split(separator: "\n").count == 1)
    }
    #expect(try BuiltProgram.run("probe-fleet", ["pull", "--targets", "/nonexistent"]).status == 2)
    try write(targets: ["127.0.0.1:1"])
    #expect(try pull().status == 2)
  }
}
