import EnergyLedger
import Glibc
import NodeModel
import TestSupport
import Testing

@testable import Agent

@Suite("Commands that are announced")
struct CommandTests {
  private static let second: UInt64 = 1_000_000_000
  private static let folder = "nodeprobe-0b6e2a34-1111-4222-8333-000000000001.scope"
  private static let id = "run:node-7/0b6e2a34-1111-4222-8333-000000000001"
  private static let session = "user.slice/user-1000.slice/session-3.scope/"

  private let node: StagedNode
  private let peer = Peer(uid: getuid(), pid: 98)

  init() throws {
    var settings = Configuration()
    settings.site.zone = "DE"
    settings.site.pue = Configuration.PUE(value: 1.0)
    settings.jobs.tagging = try JobRules(
      text: Array(
        "rules:\n  - match: {manager: run}\n    tags: {team: rules, project: rules}\n".utf8))
    node = try StagedNode(range: 1 << 50, settings)
  }

  /// The CPU time of a group since it was made, in microseconds, and a process in it.
  private func set(_ path: String, microseconds: UInt64) throws {
    try node.tree.write("4711\n", to: "sys/fs/cgroup/\(path)/cgroup.procs")
    try node.tree.write("usage_usec \(microseconds)\n", to: "sys/fs/cgroup/\(path)/cpu.stat")
  }

  private func request(_ place: CommandRequest.Place) -> CommandRequest {
    CommandRequest(name: "nightly", tags: ["team": "ocean"], place: place)
  }

  /// One idle minute at 20 W says what the package draws without work.
  private func idle() throws {
    for _ in 0..<62 {
      try node.pass(Self.second, microjoules: 20_000_000)
      try node.round()
    }
  }

  private func refusal(_ answer: Answer) -> CommandRefusal? {
    if case .refused(let refusal) = answer { refusal } else { nil }
  }

  private func report(_ id: String, by peer: Peer? = nil) throws -> CommandReport {
    guard case .ended(let report) = node.sampler.answer(.end(id, peer ?? self.peer)) else {
      throw CommandRefusal.unknown("no report")
    }
    return report
  }

  @Test("are jobs with their names, their tags before those of rules, and their energy")
  func job() throws {
    try node.round()
    try idle()
    try set(Self.folder, microseconds: 0)
    #expect(node.sampler.answer(.begin(request(.group(Self.folder)), peer)) == .begun(Self.id))
    // Ten seconds at 60 W, of which 40 W follow from 4 CPUs of work: two are the command's.
    for step in 1...10 as ClosedRange<UInt64> {
      try set(Self.folder, microseconds: step * 2_000_000)
      try node.pass(10 * Self.second / 10, microjoules: 60_000_000, busy: 400)
      try node.round()
    }
    let report = try report(Self.id)
    #expect(report.record.totals.energy.count == 200_000_000)
    #expect(report.node?.energy == 600_000_000)
    #expect(report.processorTime == 20 * Self.second)
    #expect(report.outer == nil)
    #expect(report.record.tags == ["team": "ocean", "project": "rules"])
    // 200 J are 1/18000 kWh, at 342.06 g/kWh of Germany in 2024.
    #expect(abs((report.footprint?.grams ?? 0) - 0.019_003_3) < 1e-6)
    let page = try node.round()
    let info = page.keys.first { $0.hasPrefix("nodeprobe_job_info{job_id=\(Self.id)") }
    #expect(info?.contains("job_name=nightly") == true)
    #expect(info?.contains("team=ocean") == true)
    #expect(refusal(node.sampler.answer(.end(Self.id, peer))) != nil)
  }

  @Test("inside another job are told their part of it, and the joules stay where they are")
  func nested() throws {
    let path = Self.session + Self.folder
    try set("user.slice/user-1000.slice", microseconds: 0)
    try set(path, microseconds: 0)
    try node.round()
    try idle()
    #expect(node.sampler.answer(.begin(request(.group(path)), peer)) == .begun(Self.id))
    let slice =
      "nodeprobe_job_energy_joules_total{job_id=systemd:node-7/user-1000.slice,manager=systemd,component=package}"
    let before = try node.round()[slice] ?? 0
    // The slice has 2 CPUs of the 4, the command 1.5 of those.
    for step in 1...10 as ClosedRange<UInt64> {
      try set("user.slice/user-1000.slice", microseconds: step * 2_000_000)
      try set(path, microseconds: step * 1_500_000)
      try node.pass(Self.second, microjoules: 60_000_000, busy: 400)
      try node.round()
    }
    let report = try report(Self.id)
    #expect(report.outer == "systemd:node-7/user-1000.slice")
    #expect(report.record.totals.energy.count == 150_000_000)
    #expect(report.processorTime == 15 * Self.second)
    #expect(report.rows.isEmpty)
    #expect(report.isKnown)
    let page = try node.round()
    #expect((page[slice] ?? 0) - before == 200_000_000)
    #expect(!page.keys.contains { $0.contains(Self.id) })
  }

  @Test("are counted by their processes where they have no group, from the announcement on")
  func tree() throws {
    func write(_ pid: Int, reaped: Int, children: String) throws {
      try node.tree.write(
        "\(pid) (x) S 1 1 1 0 -1 0 0 0 0 0 0 0 \(reaped) 0 20 0 1 0 7 0\n", to: "proc/\(pid)/stat")
      try node.tree.write(children, to: "proc/\(pid)/task/\(pid)/children")
      try node.tree.write("0::/\n", to: "proc/\(pid)/cgroup")
    }
    try write(99, reaped: 500, children: "")
    try node.round()
    try idle()
    let peer = Peer(uid: getuid(), pid: 99)
    guard case .begun(let id) = node.sampler.answer(.begin(request(.process(99)), peer)) else {
      Issue.record("refused")
      return
    }
    // 2 CPUs are 200 ticks a second.
    for step in 1...10 {
      try write(99, reaped: 500 + step * 200, children: "")
      try node.pass(Self.second, microjoules: 60_000_000, busy: 400)
      try node.round()
    }
    let report = try report(id, by: peer)
    #expect(report.record.totals.energy.count == 200_000_000)
    #expect(report.processorTime == 20 * Self.second)
  }

  @Test("claim nothing of the time before the announcement where all jobs claim the same")
  func equal() throws {
    var settings = Configuration()
    settings.jobs.staticPolicy = "equal"
    let node = try StagedNode(range: 1 << 50, settings)
    try node.tree.write(
      "99 (x) S 1 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 7 0\n", to: "proc/99/stat")
    try node.tree.write("", to: "proc/99/task/99/children")
    try node.tree.write("0::/\n", to: "proc/99/cgroup")
    try node.set(job: 1, microseconds: 0)
    try node.round()
    for _ in 0..<62 {
      try node.pass(Self.second, microjoules: 20_000_000)
      try node.round()
    }
    // Half a second at 20 W before it begins, then one more.
    try node.pass(Self.second / 2, microjoules: 10_000_000)
    let peer = Peer(uid: getuid(), pid: 99)
    guard case .begun(let id) = node.sampler.answer(.begin(request(.process(99)), peer)) else {
      Issue.record("refused")
      return
    }
    try node.pass(Self.second, microjoules: 20_000_000)
    guard case .ended(let report) = node.sampler.answer(.end(id, peer)) else {
      Issue.record("no report")
      return
    }
    #expect(report.record.totals.energy.count == 10_000_000)
  }

  @Test("end three seconds after the last process where nobody says so")
  func left() throws {
    try node.round()
    try set(Self.folder, microseconds: 0)
    _ = node.sampler.answer(.begin(request(.group(Self.folder)), peer))
    let end = "nodeprobe_job_end_timestamp_seconds{job_id=\(Self.id),manager=run}"
    for _ in 0..<5 {
      try node.pass(Self.second)
      #expect(try node.round()[end] == nil)
    }
    try node.tree.write("", to: "sys/fs/cgroup/\(Self.folder)/cgroup.procs")
    for _ in 0..<3 {
      try node.pass(Self.second)
      #expect(try node.round()[end] == nil)
    }
    try node.pass(Self.second)
    #expect(try node.round()[end] != nil)
    #expect(
      refusal(node.sampler.answer(.end(Self.id, peer)))
        == .unknown("no command of that job_id runs"))
  }

  @Test("of killed runs that nobody announces here end with their last process as well")
  func abandoned() throws {
    try set(Self.folder, microseconds: 0)
    let end = "nodeprobe_job_end_timestamp_seconds{job_id=\(Self.id),manager=run}"
    for _ in 0..<5 {
      #expect(try node.round()[end] == nil)
      try node.pass(Self.second)
    }
    try node.tree.write("", to: "sys/fs/cgroup/\(Self.folder)/cgroup.procs")
    for _ in 0..<3 {
      #expect(try node.round()[end] == nil)
      try node.pass(Self.second)
    }
    #expect(try node.round()[end] != nil)
  }

  @Test("belong to the user of their group, and to root")
  func owners() throws {
    try node.round()
    try set(Self.folder, microseconds: 0)
    // Root's groups, where root runs the tests.
    let other = Peer(uid: getuid() + 1, pid: 98)
    #expect(
      refusal(node.sampler.answer(.begin(request(.group(Self.folder)), other)))
        == .forbidden("it belongs to another user"))
    #expect(node.sampler.answer(.begin(request(.group(Self.folder)), peer)) == .begun(Self.id))
    #expect(
      refusal(node.sampler.answer(.end(Self.id, other))) == .forbidden("the job is another user's"))
    #expect(
      refusal(node.sampler.answer(.begin(request(.group(Self.folder)), peer)))
        == .conflict("\(Self.id) runs already"))
  }

  @Test("are only in groups that probe run makes, and at most 256 of one user")
  func bounds() throws {
    try node.round()
    try set("system.slice/cron.service", microseconds: 0)
    for path in ["system.slice/cron.service", "nodeprobe-x.scope"] {
      #expect(
        refusal(node.sampler.answer(.begin(request(.group(path)), peer)))
          == .conflict("the group is none that probe run makes"))
    }
    #expect(refusal(node.sampler.answer(.begin(request(.group(Self.folder)), peer))) != nil)
    for number in 0..<256 {
      let digits = String(1000 + number)
      let path = "nodeprobe-0b6e2a34-\(digits)-4222-8333-000000000001.scope"
      try set(path, microseconds: 0)
      #expect(
        node.sampler.answer(.begin(request(.group(path)), peer))
          == .begun("run:node-7/0b6e2a34-\(digits)-4222-8333-000000000001"))
    }
    try set(Self.folder, microseconds: 0)
    #expect(
      refusal(node.sampler.answer(.begin(request(.group(Self.folder)), peer)))
        == .conflict("too many commands run"))
  }
}
