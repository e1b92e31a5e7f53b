import Foundation
import TestSupport
import Testing

@Suite("Hostile and careless clients")
struct HostileClientTests {
  /// Runs a Python program that talks to the agent; what it prints.
  private func client(_ agent: RunningAgent, _ script: String) throws -> String {
    let prelude = """
      import socket, sys, time
      port = int(sys.argv[1])
      def connect(buffer=None):
        s = socket.socket()
        if buffer: s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        s.connect(('127.0.0.1', port)); s.settimeout(120)
        return s
      def drain(s):
        out = b''
        while True:
          try: part = s.recv(65536)
          except ConnectionResetError: return out + b'(reset)'
          if not part: return out
          out += part

      """
    return try Program.run(
      "/usr/bin/env", "python3", "-c", prelude + script, "\(agent.port)"
    ).output
  }

  @Test("whoever asks without reading costs no more than one answer")
  func noReading() throws {
    let agent = try RunningAgent()
    let before = try memory(of: agent)
    let said = try client(
      agent,
      """
      many = [connect(4096) for _ in range(200)]
      ask = b'GET /metrics HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n' * 200
      for _ in range(5):
        for s in many:
          s.setblocking(False)
          try: s.send(ask)
          except (BlockingIOError, ConnectionError): pass
        time.sleep(0.2)
      print(open('/proc/\(agent.process.processIdentifier)/status').read())
      """)
    let resident = try resident(in: said)
    // 200 answers of some 60 kB may be on their way, and no more.
    #expect(resident - before < 30_000, "grew from \(before) kB to \(resident) kB")
    #expect(try agent.get("/healthz").status == 200)
  }

  @Test("heads that never end cost no more than the largest that is read")
  func largeHeads() throws {
    let agent = try RunningAgent()
    let before = try memory(of: agent)
    let said = try client(
      agent,
      """
      field = b'X: ' + b'a' * 60000 + b'\\r\\n'
      small = b''.join(b'X%d: ' % i + b'a' * 200 + b'\\r\\n' for i in range(60))
      many = [connect() for _ in range(200)]
      for i, s in enumerate(many):
        try: s.sendall(b'GET /metrics HTTP/1.1\\r\\n' + (small if i % 2 else field * 16))
        except ConnectionError: pass
      print(open('/proc/\(agent.process.processIdentifier)/status').read())
      """)
    // 100 times 1 MB were sent, and 100 times 12 kB.
    let resident = try resident(in: said)
    #expect(resident - before < 30_000, "grew from \(before) kB to \(resident) kB")
    #expect(try agent.get("/healthz").status == 200)
  }

  @Test(
    "half-sent requests in all places make room for a scrape and for the socket, and are counted")
  func halfRequests() throws {
    let agent = try RunningAgent()
    let said = try client(
      agent,
      """
      half = []
      for _ in range(256):
        s = connect(); s.sendall(b'GET /healthz HTTP/1.1\\r\\nHo'); half.append(s)
      ask = b'GET /healthz HTTP/1.1\\r\\nHost: x\\r\\nConnection: close\\r\\n\\r\\n'
      late = connect(); late.sendall(ask)
      print(drain(late).endswith(b'ok\\n'))
      local = socket.socket(socket.AF_UNIX); local.connect('\(agent.state)/agent.sock')
      local.settimeout(120); local.sendall(ask)
      print(drain(local).endswith(b'ok\\n'))
      """)
    #expect(said == "True\nTrue\n")
    #expect(
      try Waiting.until { try agent.page()["nodeprobe_self_refused_connections_total"] ?? 0 >= 16 })
  }

  @Test("requests in one piece are answered whole and in order, though the last one closes")
  func pipeline() throws {
    let agent = try RunningAgent()
    let said = try client(
      agent,
      """
      s = connect(4096)
      s.sendall(b'GET /metrics HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n' * 8
        + b'GET /healthz HTTP/1.1\\r\\nHost: x\\r\\nConnection: close\\r\\n\\r\\n')
      time.sleep(1)
      out = drain(s)
      print(out.count(b'HTTP/1.1 200 OK'), out.endswith(b'ok\\n'))
      """)
    #expect(said == "9 True\n")
  }

  @Test("with all places taken by idle connections, one of those makes room and no busy one")
  func eviction() throws {
    let agent = try RunningAgent()
    let said = try client(
      agent,
      """
      busy = connect()
      busy.sendall(b'GET /healthz HTTP/1.1\\r\\nHo')
      idle = []
      for _ in range(255):
        s = connect(); idle.append(s)
        s.sendall(b'GET /healthz HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n')
        s.recv(4096)
      late = connect()
      late.sendall(b'GET /healthz HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n')
      print(late.recv(4096).endswith(b'ok\\n'))
      busy.sendall(b'st: x\\r\\n\\r\\n')
      print(busy.recv(4096).endswith(b'ok\\n'))
      print(idle[0].recv(10) == b'')
      """)
    #expect(said == "True\nTrue\nTrue\n")
  }

  @Test("a request without Host is refused, an absolute one understood, an error closes")
  func rules() throws {
    let agent = try RunningAgent()
    let said = try client(
      agent,
      """
      def ask(text):
        s = connect(); s.sendall(text); return drain(s).split(b'\\r\\n')[0].decode()
      print(ask(b'GET /healthz HTTP/1.1\\r\\n\\r\\n'))
      print(ask(b'GET http://node/healthz?x=1 HTTP/1.1\\r\\nHost: node\\r\\nConnection: close\\r\\n\\r\\n'))
      print(ask(b'GET /nothing HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n'))
      print(ask(b'POST /metrics HTTP/1.1\\r\\nHost: x\\r\\nContent-Length: 3000000\\r\\n\\r\\n' + b'a' * 3000000))
      """)
    #expect(
      said.split(separator: "\n") == [
        "HTTP/1.1 400 Bad Request", "HTTP/1.1 200 OK", "HTTP/1.1 404 Not Found",
        "HTTP/1.1 400 Bad Request",
      ])
  }

  @Test("a changed interval changes what is called healthy")
  func patience() throws {
    let folder = try TemporaryDirectory()
    try folder.write("interval: 200ms\n", to: "probe.yaml")
    let agent = try RunningAgent(["--config", folder.path + "/probe.yaml"])
    try folder.write("interval: 1m\n", to: "probe.yaml")
    kill(agent.process.processIdentifier, SIGHUP)
    #expect(try Waiting.until { agent.log.contains("configuration reloaded") })
    // 17 s after the last round an agent of the old interval would be called stuck.
    let stays = try Waiting.until(17) { try agent.get("/healthz").status != 200 } == false
    #expect(stays)
  }

  private func memory(of agent: RunningAgent) throws -> Int {
    let status = try String(
      contentsOfFile: "/proc/\(agent.process.processIdentifier)/status", encoding: .utf8)
    return try resident(in: status)
  }

  /// What a status file of /proc says, in kilobytes.
  private func resident(in status: String) throws -> Int {
    let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") })
    return try #require(Int(line.split(whereSeparator: \.isWhitespace)[1]))
  }
}
