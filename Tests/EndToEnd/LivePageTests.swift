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

  private func show(_ example: String) throws -> Browser.Shown? {
    let folder = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    return try show(
      document: Array(
        Data(contentsOf: folder.appendingPathComponent("docs/schema/examples/" + example))))
  }

  private func show(
    document: [UInt8]?, on page: [UInt8]? = nil
  ) throws -> Browser.Shown? {
    try Browser.show(page ?? self.page, with: document.map { ["v1/node": $0] } ?? [:])
  }
}
