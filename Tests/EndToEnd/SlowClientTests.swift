import Foundation
import TestSupport
import Testing

/// Clients that take an answer slowly, because they can no faster or because they will not.
@Suite("Slow clients")
struct SlowClientTests {
  private let folder: TemporaryDirectory

  init() throws {
    folder = try TemporaryDirectory()
    let slurm = "sys/fs/cgroup/system.slice/slurmstepd.scope"
    try folder.write("cpu memory\n", to: "sys/fs/cgroup/cgroup.controllers")
    try folder.write("usage_usec 0\n", to: slurm + "/cpu.stat")
    for job in 1...1200 { try folder.write("usage_usec 0\n", to: slurm + "/job_\(job)/cpu.stat") }
    try folder.write("jobs: {limit: 2000}\n", to: "probe.yaml")
  }

  /// An agent whose page is longer than what waits in the kernel, and what a Python program prints that talks to it.
  private func talk(_ script: String) throws -> String {
    let agent = try RunningAgent([
      "--sysfs", folder.path + "/sys", "--config", folder.path + "/probe.yaml",
    ])
    let isLong = try Waiting.until { try agent.get("/metrics").body.utf8.count > 900_000 }
    try #require(isLong, "\(agent.log)")
    let prelude = """
      import socket, sys, time
      ask = b'GET /metrics HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n'
      def missing(answer):
        head, body = answer.split(b'\\r\\n\\r\\n', 1)
        length = [l for l in head.split(b'\\r\\n') if l.startswith(b'Content-Length: ')][0]
        return int(length.split()[1]) - len(body)

      """
    let said = try Program.run(
      "/usr/bin/env", "python3", "-c", prelude + script, "\(agent.port)",
      agent.state + "/agent.sock")
    #expect(try agent.get("/healthz").status == 200)
    return said.output
  }

  @Test("get the whole answer, as long as they read on")
  func steady() throws {
    // 50 kB/s: in twelve seconds two thirds of it at most.
    let said = try talk(
      """
      s = socket.socket(socket.AF_UNIX); s.connect(sys.argv[2]); s.settimeout(120); s.sendall(ask)
      answer = b''
      while True:
        part = s.recv(10240)
        if not part: break
        answer += part
        time.sleep(0.2)
      print(missing(answer))
      """)
    #expect(said == "0\n")
  }

  @Test("are cut where they hardly read at all")
  func hardly() throws {
    let said = try talk(
      """
      s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
      s.connect(('127.0.0.1', int(sys.argv[1]))); s.settimeout(120); s.sendall(ask)
      answer = b''
      for _ in range(20):
        answer += s.recv(1)
        time.sleep(1)
      while True:
        try: part = s.recv(65536)
        except ConnectionResetError: break
        if not part: break
        answer += part
      print(missing(answer) > 0)
      """)
    #expect(said == "True\n")
  }
}
