import EnergyLedger
import Glibc
import NodeModel
import TestSupport
import Testing

@testable import Agent

/// A container calls its groups and processes by other names than the node does: what the agent knows of whoever
/// asks is the kernel's word.
@Suite("Commands that a container announces")
struct ContainedCommandTests {
  private static let second: UInt64 = 1_000_000_000
  private static let folder = "nodeprobe-0b6e2a34-1111-4222-8333-000000000001.scope"
  private static let id = "run:node-7/0b6e2a34-1111-4222-8333-000000000001"
  private static let container =
    "system.slice/docker-\(String(repeating: "0123456789abcdef", count: 4)).scope"

  private let node: StagedNode
  /// `probe run`: 4711 on the node, 7 in the container.
  private let peer = Peer(uid: getuid(), pid: 4711)

  init() throws {
    node = try StagedNode(range: 1 << 50)
    try node.tree.write("0::/\(Self.container)\n", to: "proc/4711/cgroup")
    try node.tree.write("Name:\tprobe\nNSpid:\t4711\t7\n", to: "proc/4711/status")
  }

  private func set(_ path: String, microseconds: UInt64) throws {
    try node.tree.write("4711\n", to: "sys/fs/cgroup/\(path)/cgroup.procs")
    try node.tree.write("usage_usec \(microseconds)\n", to: "sys/fs/cgroup/\(path)/cpu.stat")
  }

  private func begin(_ place: CommandRequest.Place, by peer: Peer) -> Answer {
    let request = CommandRequest(name: "nightly", tags: [:], place: place)
    return node.sampler.answer(.begin(request, peer))
  }

  private func refusal(_ answer: Answer) -> CommandRefusal? {
    if case .refused(let refusal) = answer { refusal } else { nil }
  }

  private func report(_ id: String) throws -> CommandReport {
    guard case .ended(let report) = node.sampler.answer(.end(id, peer)) else {
      throw CommandRefusal.unknown("no report")
    }
    return report
  }

  @Test("are found below the group of who asks, and are a part of the container's joules")
  func group() throws {
    let path = Self.container + "/" + Self.folder
    try set(Self.container, microseconds: 0)
    try set(path, microseconds: 0)
    // A minute at 20 W says what the package draws without work.
    for _ in 0..<62 {
      try node.pass(Self.second, microjoules: 20_000_000)
      try node.round()
    }
    #expect(begin(.group(Self.folder), by: peer) == .begun(Self.id))
    try node.round()
    // The container has 2 CPUs of the 4, the command 1.5 of those: of 40 W beyond the 20 W three quarters of half.
    for step in 1...10 as ClosedRange<UInt64> {
      try set(Self.container, microseconds: step * 2_000_000)
      try set(path, microseconds: step * 1_500_000)
      try node.pass(Self.second, microjoules: 60_000_000, busy: 400)
      try node.round()
    }
    let report = try report(Self.id)
    #expect(report.outer == "docker:node-7/0123456789ab")
    #expect(report.processorTime == 15 * Self.second)
    #expect(report.record.totals.energy.count == 150_000_000)
  }

  @Test("are nowhere where the names of who asks are those of a tree that the agent may not see")
  func elsewhere() throws {
    try set(Self.container + "/" + Self.folder, microseconds: 0)
    try node.round()
    let absent = CommandRefusal.unknown(
      "there is no group \(Self.folder), or the agent may not see it")
    try node.tree.write("0::/../../\(Self.container)\n", to: "proc/4711/cgroup")
    #expect(refusal(begin(.group(Self.folder), by: peer)) == absent)
    #expect(
      refusal(begin(.group(Self.folder), by: Peer(uid: getuid(), pid: 0)))
        == .conflict("who asks is in a container whose processes the agent may not see"))
  }

  @Test("are no groups of others on the node, whatever path the container tells")
  func others() throws {
    let theirs = "user.slice/\(Self.folder)"
    try set(theirs, microseconds: 0)
    try set(Self.container, microseconds: 0)
    try node.round()
    #expect(
      refusal(begin(.group(theirs), by: peer))
        == .unknown("there is no group \(theirs), or the agent may not see it"))
    // Whoever is on the node itself may.
    try node.tree.write("Name:\tprobe\nNSpid:\t4712\n", to: "proc/4712/status")
    #expect(begin(.group(theirs), by: Peer(uid: getuid(), pid: 4712)) == .begun(Self.id))
  }

  @Test("are processes by the node's numbers, and only who asks is known by both")
  func process() throws {
    func write(_ pid: Int, ticks: Int) throws {
      try node.tree.write(
        "\(pid) (x) S 1 1 1 0 -1 0 0 0 0 0 0 0 \(ticks) 0 20 0 1 0 9 0\n",
        to: "proc/\(pid)/stat")
      try node.tree.write("", to: "proc/\(pid)/task/\(pid)/children")
    }
    try set(Self.container, microseconds: 0)
    // The node has a process 7 as well, which is somebody else.
    try write(7, ticks: 0)
    try write(4711, ticks: 0)
    try node.round()
    guard case .begun(let id) = begin(.process(7), by: peer) else {
      Issue.record("refused")
      return
    }
    try write(7, ticks: 5000)
    try write(4711, ticks: 300)
    try node.pass(10 * Self.second, busy: 4000)
    try node.round()
    let report = try report(id)
    #expect(report.processorTime == 3 * Self.second)
    #expect(report.outer == "docker:node-7/0123456789ab")
    let nobodyElse = CommandRefusal.conflict(
      "a process that is in a container, or hidden, can announce nobody but itself")
    #expect(refusal(begin(.process(8), by: peer)) == nobodyElse)
    // One of the node, and one of which the agent may not see where it is.
    try node.tree.write("Name:\tcurl\nNSpid:\t4712\n", to: "proc/4712/status")
    #expect(refusal(begin(.process(7), by: Peer(uid: getuid(), pid: 4712))) == nil)
    #expect(refusal(begin(.process(7), by: Peer(uid: getuid(), pid: 4713))) == nobodyElse)
    #expect(
      refusal(begin(.process(7), by: Peer(uid: getuid(), pid: 0)))
        == .conflict("who asks is in a container whose processes the agent may not see"))
  }

  @Test("are ended by who announced them, and by nobody else in a container, root or not")
  func end() throws {
    func isForbidden(_ id: String, _ peer: Peer) -> String? {
      guard case .forbidden(let reason)? = refusal(node.sampler.answer(.end(id, peer))) else {
        return nil
      }
      return reason
    }
    try set(Self.container, microseconds: 0)
    try set(Self.container + "/" + Self.folder, microseconds: 0)
    try node.round()
    #expect(begin(.group(Self.folder), by: peer) == .begun(Self.id))
    // The kernel says the same numbers of users in all containers without a user namespace.
    try node.tree.write("Name:\tcurl\nNSpid:\t4713\t9\n", to: "proc/4713/status")
    let fromWithin = "only who announced a job may end it from a container, or hidden"
    #expect(isForbidden(Self.id, Peer(uid: getuid(), pid: 4713)) == fromWithin)
    #expect(isForbidden(Self.id, Peer(uid: 0, pid: 4713)) == fromWithin)
    // Who is hidden from the agent, or gone, may have been in a container.
    #expect(isForbidden(Self.id, Peer(uid: getuid(), pid: 4714)) == fromWithin)
    #expect(isForbidden(Self.id, Peer(uid: 0, pid: 4714)) == fromWithin)
    #expect(
      refusal(node.sampler.answer(.end(Self.id, Peer(uid: 0, pid: 0))))
        == .conflict("who asks is in a container whose processes the agent may not see"))
    // Root of the node may.
    try node.tree.write("Name:\tcurl\nNSpid:\t4712\n", to: "proc/4712/status")
    guard case .ended = node.sampler.answer(.end(Self.id, Peer(uid: 0, pid: 4712))) else {
      Issue.record("refused")
      return
    }
  }
}
