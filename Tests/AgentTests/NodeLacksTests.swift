import Foundation
import NodeModel
import TestSupport
import Testing

@testable import Agent

@Suite("What a node's figure lacks")
struct NodeLacksTests {
  private static let nodeID = String(repeating: "a7", count: 32)
  private static let millisecond: UInt64 = 1_000_000

  /// A node that has drawn 100 J in ten seconds.
  private func node(hasCard: Bool) throws -> StagedNode {
    let node = try StagedNode(range: 1 << 50)
    if hasCard {
      // An H100, whose energy nothing here tells.
      let folder = "sys/bus/pci/devices/0000:01:00.0/"
      try node.tree.write("0x030200\n", to: folder + "class")
      try node.tree.write("0x10de\n", to: folder + "vendor")
      try node.tree.write("0x2330\n", to: folder + "device")
      try node.killAndRestart()
    }
    try node.round()
    for _ in 0..<10 {
      try node.pass(1000 * Self.millisecond, microjoules: 10_000_000, busy: 50)
      try node.round()
    }
    return node
  }

  private func check(_ bytes: [UInt8], lacks: [String]) throws {
    #expect(try SchemaCheck.errors(in: Data(bytes), schema: "report.json") ?? "" == "")
    let report = try #require(
      try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
    #expect(report["lacks"] as? [String] == lacks)
    let summary = try #require(report["summary"] as? [String: Any])
    #expect(summary["node_uj"] as? Int == 100_000_000)
    #expect(summary["low_uj"] != nil)
    // Nobody knows how much the card has drawn at most, nor what has no meter beside the package.
    #expect(summary["high_uj"] == nil)
  }

  @Test(
    "stands in its reports, which then do not say how much it had at most",
    arguments: [true, false])
  func report(hasCard: Bool) throws {
    let node = try node(hasCard: hasCard)
    let lacks = hasCard ? ["accelerator", "rest"] : ["rest"]
    guard case .report(let book) = node.sampler.answer(.report) else {
      Issue.record("no report")
      return
    }
    let directory = node.tree.path + "/state"
    let maker = ReportMaker(directory: directory, nodeID: Self.nodeID)
    try check(try maker.make(ReportPage(), book).bytes, lacks: lacks)
    // And where no agent runs.
    node.sampler.stop()
    try node.tree.write(Self.nodeID + "\n", to: "state/node_id")
    try check(try StoredReport.make(ReportPage(), in: directory).bytes, lacks: lacks)
  }

  @Test("stands in what a command is told of the node", arguments: [true, false])
  func command(hasCard: Bool) throws {
    let node = try node(hasCard: hasCard)
    let peer = Peer(uid: getuid(), pid: getpid())
    let group = "nodeprobe-0b6e2a34-1111-4222-8333-000000000001.scope"
    try node.tree.write("4711\n", to: "sys/fs/cgroup/\(group)/cgroup.procs")
    try node.tree.write("usage_usec 0\n", to: "sys/fs/cgroup/\(group)/cpu.stat")
    let request = CommandRequest(name: "nightly", tags: [:], place: .group(group))
    guard case .begun(let id) = node.sampler.answer(.begin(request, peer)) else {
      Issue.record("not begun")
      return
    }
    try node.pass(1000 * Self.millisecond, microjoules: 10_000_000, busy: 50)
    try node.round()
    guard case .ended(let report) = node.sampler.answer(.end(id, peer)) else {
      Issue.record("not ended")
      return
    }
    #expect(report.node?.energy == 10_000_000)
    // Five percent less at the least (docs/power.md).
    #expect(report.node?.low == 9_500_000 && report.node?.high == nil)
    #expect(report.lacks == (hasCard ? ["accelerator", "rest"] : ["rest"]))
  }
}
