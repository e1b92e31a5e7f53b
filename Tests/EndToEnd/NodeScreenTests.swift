import Foundation
import Terminal
import Testing

@testable import probe

@Suite struct NodeScreenTests {
  private let plain = Style(isColoured: false, isUnicode: true)

  @Test(
    "a picture keeps to the terminal's width and height",
    arguments: ["node-server", "node-vm"], [40, 47, 60, 72, 76, 80, 100, 132, 160])
  func fits(example: String, width: Int) throws {
    let node = try report(example)
    for height in [20, 23, 24, 40, 60] {
      let lines = NodeScreen(node: node, style: plain, width: width, height: height).lines
      #expect(lines.count <= height)
      for line in lines { #expect(line.terminalWidth <= width, "\(line)") }
    }
  }

  @Test("a server's picture leads with its findings and says the tier of its watts")
  func server() throws {
    let lines = try picture("node-server", width: 100)
    let critical = lines.firstIndex { $0 == "CRITICAL junction: 111 °C, critical is 110 °C" }
    let power = lines.firstIndex { $0.contains("tier A, wall meter") }
    #expect(try #require(critical) < (try #require(power)))
    #expect(lines[0].hasPrefix("rack07-node12.hpc.example "))
    #expect(lines[0].hasSuffix("up 55 d 22 h  14:00:00 UTC"))
    #expect(lines.contains { $0.contains("1134 W") })
    #expect(lines.contains { $0.hasSuffix("stopped ALARM") })
  }

  @Test("a virtual machine's picture says why there are no watts and no temperatures")
  func virtualMachine() throws {
    let lines = try picture("node-vm", width: 80)
    #expect(lines.contains("Power     no power meter: the hypervisor hides it"))
    #expect(lines.contains("Hottest   no sensor: a virtual machine has none"))
    #expect(lines.contains { $0.contains("1.30 GiB of 3.83 GiB") })
    #expect(lines.last == "Not on this machine: sensors, thermal")
  }

  @Test("what is too long is wrapped, and cut only where a screen has no line left")
  func wrapping() throws {
    let pipe = try picture("node-vm", width: 40)
    let power = try #require(pipe.firstIndex(of: "Power     no power meter: the hypervisor"))
    #expect(pipe[power + 1] == "          hides it")
    var node = try report("node-vm")
    node.probes = ["cpufreq", "throttle", "edac", "thermal", "sensors", "schedstat", "conntrack"]
      .map { NodeReport.Source(probe: $0, up: false, reasons: ["absent"]) }
    let wrapped = [
      "Not on this machine: cpufreq, throttle,", "  edac, thermal, sensors, schedstat,",
      "  conntrack",
    ]
    let whole = NodeScreen(node: node, style: plain, width: 40, height: nil).lines
    #expect(whole.suffix(3) == wrapped[...])
    #expect(
      NodeScreen(node: node, style: plain, width: 40, height: 40).lines.suffix(3) == wrapped[...])
    let server = try report("node-server")
    let narrow = NodeScreen(node: server, style: plain, width: 40, height: 30).lines
    let critical = try #require(narrow.firstIndex(of: "CRITICAL junction: 111 °C, critical is"))
    #expect(narrow[critical + 1] == "         110 °C")
    let short = NodeScreen(node: node, style: plain, width: 40, height: 24).lines
    #expect(short.suffix(2) == [wrapped[0], "  edac, thermal, sensors, schedstat, co…"])
  }

  @Test("a sensor that lacks room is counted, and the list can be gone through")
  func scrolling() throws {
    let node = try report("node-server")
    let first = NodeScreen(node: node, style: plain, width: 80, height: 23).lines
    #expect(first.contains { $0.hasPrefix("Package id 0 ") })
    #expect(first.contains { $0.hasPrefix("and 11 more") })
    let later = NodeScreen(node: node, style: plain, width: 80, height: 23, skipped: 2).lines
    #expect(!later.contains { $0.hasPrefix("Package id") })
    #expect(later.contains { $0.hasPrefix("and 9 more") })
  }

  @Test("jobs stand by power, estimates with their sign, and what lacks room is counted")
  func jobs() throws {
    var node = try report("node-vm")
    node.power = NodeReport.Power(watts: 8, tier: "D")
    node.jobs = [
      NodeReport.Job(
        jobId: "slurm:alpha/7", name: "cfd", tier: "D", user: "ada", watts: 4, energyJoules: 7200),
      NodeReport.Job(
        jobId: "systemd:n/user-0.slice", name: "user-0.slice", tier: "B", watts: 1.25,
        energyJoules: 3),
      NodeReport.Job(jobId: "docker:n/ab", name: "ab", tier: "D"),
      NodeReport.Job(jobId: "docker:n/cd", name: "cd", tier: "D"),
    ]
    node.jobsOmitted = 5
    let whole = NodeScreen(node: node, style: plain, width: 80, height: nil).lines
    let title = try #require(whole.firstIndex(of: "Jobs by power  ~ is an estimate"))
    #expect(
      whole[title + 1]
        == "slurm:alpha/7  cfd  ada                        ~4.00 W  ██████▌······    7.20 kJ")
    #expect(whole[title + 2].contains(" 1.25 W "))
    #expect(whole[title + 3].hasPrefix("docker:n/ab") && whole[title + 3].contains(" - "))
    #expect(whole[title + 5] == "and 5 more: probe jobs")
    for width in [40, 80, 120] {
      let small = NodeScreen(node: node, style: plain, width: width, height: 24).lines
      #expect(small.contains("and 7 more: probe jobs"))
      #expect(small.count <= 24)
      for line in small { #expect(line.terminalWidth <= width, "\(line)") }
    }
  }

  @Test("sorted by heat, the sensor nearest to its limit leads")
  func byHeat() throws {
    let lines = NodeScreen(
      node: try report("node-server"), style: plain, width: 100, height: nil, order: .byHeat
    ).lines
    let title = try #require(lines.firstIndex { $0.hasPrefix("Temperatures, nearest") })
    #expect(lines[title + 1].hasPrefix("junction"))
  }

  @Test("without colour nothing but text is written, in ASCII where the locale asks for it")
  func ascii() throws {
    let style = Style(isColoured: false, isUnicode: false)
    let node = try report("node-server")
    let text = NodeScreen(node: node, style: style, width: 80, height: 24).lines.dropFirst(6)
    #expect(text.joined().unicodeScalars.allSatisfy { $0.value < 0x80 && $0.value >= 0x20 })
  }

  @Test(
    "numbers have three digits and their unit",
    arguments: [
      (Quantity.rate(0), "0 B/s"), (Quantity.rate(999.4), "999 B/s"),
      (Quantity.rate(999.6), "1.00 kB/s"), (Quantity.rate(2_704_000_000), "2.70 GB/s"),
      (Quantity.memory(4_110_000_128), "3.83 GiB"), (Quantity.percent(0.031), "3.1 %"),
      (Quantity.percent(0.746), "75 %"), (Quantity.fixed(-0.04, 1), "0.0"),
      (Quantity.fixed(-12.25, 1), "-12.3"), (Quantity.fixed(0.05, 2), "0.05"),
      (Quantity.duration(4_834_567), "55 d 22 h"), (Quantity.duration(12_000), "3 h 20 min"),
      (Quantity.duration(59.9), "59 s"),
    ])
  func quantities(text: String, expected: String) {
    #expect(text == expected)
  }

  @Test("an answer's head is read as RFC 9112 writes it, and nothing else")
  func heads() throws {
    let answer = "HTTP/1.1 200 OK\r\ncontent-LENGTH: 12\r\nServer: x\r\n\r\nbody"
    let head = try #require(HTTPHead(Array(answer.utf8)))
    #expect((head.status, head.length) == (200, 50))
    #expect(head.contentLength == 12)
    #expect(HTTPHead(Array("HTTP/1.0 404 Not Found\r\n\r\n".utf8))?.contentLength == nil)
    for broken in [
      "", "HTTP/1.1 200 OK\r\nA: b\r\n", "SSH-2.0-x\r\n\r\n", "HTTP/1.1 200 OK\r\nnonsense\r\n\r\n",
      "HTTP/1.1 abc\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n",
    ] {
      #expect(HTTPHead(Array(broken.utf8)) == nil, "\(broken)")
    }
  }

  @Test("without an agent in the named directory one line says so, with status 2")
  func noAgent() throws {
    let result = try BuiltProgram.run("probe", ["top", "--state-dir", "/nonexistent"])
    #expect(result.status == 2)
    #expect(result.output == "")
    #expect(
      result.errors
        == "probe: no agent answers on /nonexistent/agent.sock; start one with: probe agent\n")
  }

  private func picture(_ example: String, width: Int) throws -> [String] {
    NodeScreen(node: try report(example), style: plain, width: width, height: nil).lines
  }

  private func report(_ example: String) throws -> NodeReport {
    let root = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let file = root.appendingPathComponent("docs/schema/examples/\(example).json")
    return try NodeReport(json: Array(Data(contentsOf: file)))
  }
}
