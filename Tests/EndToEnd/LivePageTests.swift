import CTables
import Foundation
import Testing
import TestSupport

/// The live page as the program carries it, shown by a real browser from documents of docs/schema.
@Suite(.serialized) struct LivePageTests {
  private let page = Array(
    UnsafeBufferPointer(start: nodeprobe_web_node, count: nodeprobe_web_node_length))

  @Test("the page refers to nothing outside itself and runs no text as a program")
  func selfContained() {
    var text = String(decoding: page, as: UTF8.self)
    #expect(text.hasPrefix("<!doctype html>"))
    #expect(text.hasSuffix("</html>\n"))
    // Names of XML, which no browser fetches.
    text.replace("http://www.w3.org/2000/svg", with: "")
    for word in ["http:", "https:", "//cdn", "@import", "url(", "eval(", "Function(", " onclick="] {
      #expect(!text.contains(word), "\(word)")
    }
    for word in ["innerHTML", "document.write", " style=\"", "javascript:"] {
      #expect(!text.contains(word), "\(word)")
    }
    #expect(text.contains("<noscript>") && text.contains("href=\"metrics\""))
  }

  @Test("a browser draws a full server without an error")
  func server() throws {
    guard let shown = try show("node-server.json") else { return }
    #expect(shown.complaints == [])
    for word in [
      "rack07-node12.hpc.example", "tier A: wall meter", "Package id 0", "stopped · alarm: min",
      "link runs at 8 of 16 lanes", "permission denied",
    ] {
      #expect(shown.text.contains(word), "\(word)")
    }
    #expect(!shown.text.contains("NaN") && !shown.text.contains("undefined"))
  }

  @Test(
    "a browser draws a virtual machine without a single sensor, and says why there are no watts")
  func virtualMachine() throws {
    guard let shown = try show("node-vm.json") else { return }
    #expect(shown.complaints == [])
    for word in [
      "edge-vm-0042", "No power meter on this machine", "the hypervisor hides the meter",
      "No temperature sensor",
    ] {
      #expect(shown.text.contains(word), "\(word)")
    }
    #expect(!shown.text.contains("NaN") && !shown.text.contains("undefined"))
  }

  @Test("a document that says nothing is drawn, and what is not known is not 0")
  func nothing() throws {
    let document = """
      {"schema": "nodeprobe.node/1", "time": "2026-03-02T14:00:00Z", "sequence": 1,
       "identity": {}, "cpu": {}, "memory": {}, "pressure": {}, "power": {"reason": "absent"},
       "history": {"period_seconds": 1, "points": 0, "temperatures": []}}
      """
    guard let shown = try show(document: Array(document.utf8)) else { return }
    #expect(shown.complaints == [])
    #expect(shown.text.contains("no sensor, counter or supply reports watts"))
    #expect(!shown.text.contains(">0 %<") && !shown.text.contains("NaN"))
  }

  @Test("a browser draws jobs by power, and says what is an estimate")
  func jobs() throws {
    let document = """
      {"schema": "nodeprobe.node/1", "time": "2026-03-02T14:00:00Z", "sequence": 1,
       "identity": {}, "cpu": {}, "memory": {}, "pressure": {},
       "power": {"watts": 8, "tier": "D"},
       "jobs": [{"job_id": "slurm:alpha/7", "name": "cfd", "manager": "slurm", "user": "ada",
                 "watts": 4, "energy_joules": 7200, "tier": "D"},
                {"job_id": "docker:n/ab", "name": "ab", "manager": "docker", "tier": "B"}],
       "jobs_omitted": 3,
       "history": {"period_seconds": 1, "points": 0, "temperatures": []}}
      """
    guard let shown = try show(document: Array(document.utf8)) else { return }
    #expect(shown.complaints == [])
    for word in [
      "Jobs by power", "slurm:alpha/7", "cfd ada", "~4.00&nbsp;W", "7.20&nbsp;kJ", "docker:n/ab",
      "~ is an estimate: no meter tells it; 3 more in /v1/jobs",
    ] {
      #expect(shown.text.contains(word), "\(word)")
    }
    #expect(!shown.text.contains("NaN") && !shown.text.contains("undefined"))
  }

  @Test("without an answer the page says so")
  func noAgent() throws {
    guard let shown = try show(document: nil) else { return }
    #expect(shown.text.contains("The agent does not answer (status 404)"))
  }

  @Test("an error on a page does not escape these tests")
  func seesErrors() throws {
    let broken = Array("<!doctype html><body><script>missing();</script>".utf8)
    guard let shown = try show(document: nil, on: broken) else { return }
    #expect(shown.complaints.count { $0.contains("missing is not defined") } == 1)
  }

  @Test("text of labels is never markup")
  func markup() throws {
    let document = """
      {"schema": "nodeprobe.node/1", "time": "2026-03-02T14:00:00Z", "sequence": 1,
       "identity": {"hostname": "<img src=x onerror=alert(1)>"}, "cpu": {}, "memory": {},
       "pressure": {}, "power": {"reason": "absent"}, "history": {}}
      """
    guard let shown = try show(document: Array(document.utf8)) else { return }
    #expect(shown.complaints == [])
    #expect(shown.text.contains("&lt;img src=x"))
  }

  private struct Shown {
    /// The document after its program ran.
    let text: String
    /// What the browser's console said.
    let complaints: [String]
  }

  private func show(_ example: String) throws -> Shown? {
    let folder = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    return try show(
      document: Array(
        Data(contentsOf: folder.appendingPathComponent("docs/schema/examples/" + example))))
  }

  /// Serves the page and a document, and lets Chromium draw them for three seconds of its own time.
  private func show(document: [UInt8]?, on page: [UInt8]? = nil) throws -> Shown? {
    guard FileManager.default.isExecutableFile(atPath: "/usr/bin/chromium") else {
      print("skipped: no chromium")
      return nil
    }
    let folder = try TemporaryDirectory()
    try folder.write(bytes: page ?? self.page, to: "index.html")
    if let document { try folder.write(bytes: document, to: "v1/node") }
    let server = Process()
    server.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    server.arguments = [
      "python3", "-u", "-m", "http.server", "0", "--bind", "127.0.0.1", "--directory", folder.path,
    ]
    let announcement = Pipe()
    server.standardOutput = announcement
    server.standardError = FileHandle.nullDevice
    try server.run()
    defer {
      // Not SIGTERM: children of a test inherit a mask that blocks it.
      kill(server.processIdentifier, SIGKILL)
      server.waitUntilExit()
    }
    // "Serving HTTP on 127.0.0.1 port 40123 (http://127.0.0.1:40123/) ..."
    let line = String(decoding: announcement.fileHandleForReading.availableData, as: UTF8.self)
    let words = line.split(separator: " ")
    guard let place = words.firstIndex(of: "port"), place + 1 < words.count,
      let port = UInt16(words[place + 1])
    else {
      print("skipped: no python3")
      return nil
    }
    return try browse("http://127.0.0.1:\(port)/", profile: folder.folder("profile"))
  }

  private func browse(_ address: String, profile: String) throws -> Shown {
    let browser = Process()
    // A browser that hangs costs its own test, not the run.
    browser.executableURL = URL(fileURLWithPath: "/usr/bin/timeout")
    browser.arguments = [
      "--signal=KILL", "60", "/usr/bin/chromium", "--headless=new", "--no-sandbox", "--disable-gpu",
      "--user-data-dir=" + profile,
      "--enable-logging=stderr", "--virtual-time-budget=3000", "--dump-dom", address,
    ]
    let log = profile + "/console.log"
    try Data().write(to: URL(fileURLWithPath: log))
    browser.standardError = FileHandle(forWritingAtPath: log)
    let output = Pipe()
    browser.standardOutput = output
    try browser.run()
    let text = output.fileHandleForReading.readDataToEndOfFile()
    browser.waitUntilExit()
    let console = try String(contentsOfFile: log, encoding: .utf8).split(separator: "\n")
    return Shown(
      text: String(decoding: text, as: UTF8.self),
      complaints: console.filter { $0.contains("CONSOLE") }.map(String.init))
  }
}
