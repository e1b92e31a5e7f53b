import Foundation
import TestSupport
import Testing

@Suite("HTTP")
struct HTTPTests {
  /// Sends bytes as they are and returns everything that comes until the other side closes.
  private func raw(_ port: Int, _ text: String) throws -> String {
    let script = """
      import socket, sys
      s = socket.create_connection(('127.0.0.1', \(port)))
      s.settimeout(120)
      s.sendall(sys.argv[1].encode('latin-1').decode('unicode_escape').encode('latin-1'))
      out = b''
      try:
        while True:
          part = s.recv(65536)
          if not part: break
          out += part
      except (TimeoutError, ConnectionResetError): out += b'(no end)'
      sys.stdout.buffer.write(out)
      """
    return try Program.run("/usr/bin/env", "python3", "-c", script, text).output
  }

  @Test("requests are answered as the standard says")
  func standard() throws {
    let agent = try RunningAgent()
    #expect(try agent.get("/healthz").body == "ok\n")
    #expect(try agent.get("/readyz").status == 200)
    #expect(try agent.get("/nothing").status == 404)
    let post = try agent.get("/metrics", "-X", "POST", "-d", "x=1")
    #expect(post.status == 405)
    #expect(post.headers.contains("Allow: GET, HEAD"))
    #expect(try agent.get("/metrics?x=1").status == 200)

    let head = try raw(
      agent.port, #"HEAD /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"#)
    #expect(head.hasPrefix("HTTP/1.1 200 OK\r\n"))
    #expect(head.hasSuffix("\r\n\r\n"))
    let old = try raw(agent.port, #"GET /healthz HTTP/1.0\r\n\r\n"#)
    #expect(old.hasPrefix("HTTP/1.1 200 OK\r\n"))
    #expect(old.contains("Connection: close\r\n"))
    #expect(old.hasSuffix("\r\n\r\nok\n"))
    #expect(try raw(agent.port, #"NONSENSE\r\n\r\n"#).hasPrefix("HTTP/1.1 400 "))
    let two = try raw(
      agent.port,
      #"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\nGET /readyz HTTP/1.1\r\nHost: x\r\n"#
        + #"Connection: close\r\n\r\n"#)
    #expect(two.contains("ok\n") && two.hasSuffix("ready\n"))
  }

  @Test(
    "on loopback a name that somebody else may own is no name of the agent's, but one that is listed"
  )
  func rebinding() throws {
    let folder = try TemporaryDirectory()
    try folder.write("http: {hosts: [metrics.example.org]}\n", to: "probe.yaml")
    let agent = try RunningAgent(["--config", folder.path + "/probe.yaml"])
    for path in ["/metrics", "/report", "/v1/node", "/v1/parts", "/"] {
      let answer = try agent.get(path, "-H", "Host: evil.example:\(agent.port)")
      #expect(answer.status == 421)
      #expect(answer.body.hasPrefix("the agent does not answer by this name;"))
    }
    let own = try Program.run("/bin/hostname").output.split(separator: "\n").first ?? "node"
    for host in ["localhost:\(agent.port)", "[::1]", "prometheus", "metrics.example.org", "\(own)"]
    {
      #expect(try agent.get("/healthz", "-H", "Host: \(host)").status == 200, "\(host)")
    }
    // HTTP/1.0 has none, and over the socket the kernel says who asks.
    #expect(try agent.get("/healthz", "-0", "-H", "Host:").status == 200)
    let local = try agent.get(
      "/healthz", "--unix-socket", agent.state + "/agent.sock", "-H", "Host: evil.example")
    #expect(local.status == 200)
    #expect(agent.stop() == 0)
  }

  @Test("a request that does not end is told so and closed")
  func slowRequest() throws {
    let agent = try RunningAgent()
    #expect(
      try raw(agent.port, #"GET /metrics HTTP/1.1\r\nHost"#)
        .hasPrefix("HTTP/1.1 408 "))
  }

  @Test("a header of 10 MB is refused, and 200 idle and 50 slow clients disturb no scrape")
  func hostileClients() throws {
    let agent = try RunningAgent()
    let script = """
      import socket, sys, time
      port = int(sys.argv[1])
      idle = [socket.create_connection(('127.0.0.1', port)) for _ in range(200)]
      slow = [socket.create_connection(('127.0.0.1', port)) for _ in range(50)]
      for s in slow: s.sendall(b'GET /metrics HT')
      big = socket.create_connection(('127.0.0.1', port))
      big.settimeout(120)
      answer = b''
      try:
        big.sendall(b'GET /metrics HTTP/1.1\\r\\nX: ')
        for _ in range(160): big.sendall(b'a' * 65536)
      except (BrokenPipeError, ConnectionResetError): pass
      try: answer = big.recv(100)
      except ConnectionResetError: pass
      print('ready', flush=True)
      for i in range(5):
        for s in slow:
          try: s.sendall(b'x')
          except OSError: pass
        time.sleep(0.5)
      """
    try agent.folder.write(script, to: "clients.py")
    let clients = Process()
    clients.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    clients.arguments = ["python3", agent.folder.path + "/clients.py", "\(agent.port)"]
    let output = Pipe()
    clients.standardOutput = output
    try clients.run()
    defer {
      clients.terminate()
      clients.waitUntilExit()
    }
    #expect(output.fileHandleForReading.readData(ofLength: 6) == Data("ready\n".utf8))
    for _ in 0..<20 {
      #expect(try agent.get("/metrics").status == 200)
    }
    let header = String(repeating: "a", count: 90_000)
    #expect(
      try raw(agent.port, #"GET / HTTP/1.1\r\nX: "# + header + #"\r\n\r\n"#)
        .hasPrefix("HTTP/1.1 431 "))
  }

  @Test("the command line's socket answers what the port answers, to this user and group only")
  func socket() throws {
    let agent = try RunningAgent()
    let socket = agent.state + "/agent.sock"
    let answer = try Program.run(
      "/usr/bin/env", "curl", "-s", "--unix-socket", socket, "http://node/healthz")
    #expect(answer.output == "ok\n")
    let mode = try Program.run("/usr/bin/stat", "-c", "%a", socket)
    #expect(mode.output == "660\n")
  }
}
