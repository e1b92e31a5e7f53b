import Foundation
import LinuxFiles
import Probes
import TestSupport
import Testing

@Suite("Control groups that are jobs")
struct JobGroupsTests {
  private let tree: TemporaryDirectory
  private let uid = "0f1c2d3e-4a5b-6c7d-8e9f-a0b1c2d3e4f5"

  init() throws {
    tree = try TemporaryDirectory()
    try tree.write("cpu memory\n", to: "sys/fs/cgroup/cgroup.controllers")
    try FileManager.default.createDirectory(
      atPath: tree.path + "/proc", withIntermediateDirectories: true)
  }

  private func make(_ group: String) throws {
    try FileManager.default.createDirectory(
      atPath: tree.path + "/sys/fs/cgroup/" + group, withIntermediateDirectories: true)
  }

  private func remove(_ group: String) throws {
    try FileManager.default.removeItem(atPath: tree.path + "/sys/fs/cgroup/" + group)
  }

  private func groups() throws -> JobGroups {
    let root = try Root(proc: tree.path + "/proc", sys: tree.path + "/sys")
    guard let hierarchy = try CgroupHierarchy(below: root) else {
      throw SystemError(code: ENOENT, operation: "find", path: "the control groups")
    }
    return JobGroups(in: hierarchy)
  }

  private func look(_ groups: JobGroups, at now: UInt64) -> [String] {
    var seen: [String] = []
    groups.look(at: now) { group, isThere in
      seen.append((isThere ? "+" : "-") + group.owner.name)
    }
    return seen.sorted()
  }

  @Test("are found at the start, each once, with what lies in them left to them")
  func start() throws {
    try make("system.slice/slurmstepd.scope/job_1/step_0")
    try make("kubepods.slice/kubepods-pod\(uid.replacing("-", with: "_")).slice/cri-x.scope")
    try make("user.slice/user-1000.slice/session-1.scope")
    try make("system.slice/ssh.service")
    let groups = try groups()
    #expect(look(groups, at: 0) == ["+" + uid, "+1", "+user-1000.slice"])
    #expect(look(groups, at: 1) == [])
  }

  @Test("show at the next look when they come and when they go")
  func comeAndGo() throws {
    try make("system.slice/slurmstepd.scope")
    let groups = try groups()
    #expect(look(groups, at: 0) == [])
    try make("system.slice/slurmstepd.scope/job_7")
    #expect(look(groups, at: 1) == ["+7"])
    try make("system.slice/slurmstepd.scope/job_8")
    try remove("system.slice/slurmstepd.scope/job_7")
    #expect(look(groups, at: 2) == ["+8", "-7"])
  }

  @Test("are found in folders that were made a moment before them, and gone with them")
  func nestedFolders() throws {
    let groups = try groups()
    #expect(look(groups, at: 0) == [])
    try make("machine.slice/deep/slurm/uid_1/job_3")
    #expect(look(groups, at: 1) == ["+3"])
    try remove("machine.slice")
    // Removed from the inside out, as rmdir must: one look may see only a part of it.
    let seen = look(groups, at: 2) + look(groups, at: 3)
    #expect(seen == ["-3"])
  }

  @Test("that came and went between two looks leave nothing behind")
  func shortLived() throws {
    try make("slurm")
    let groups = try groups()
    #expect(look(groups, at: 0) == [])
    try make("slurm/job_5")
    try remove("slurm/job_5")
    let seen = look(groups, at: 1)
    #expect(seen == ["+5", "-5"] || seen == [])
    #expect(groups.all.isEmpty)
  }

  @Test("are counted again after a minute, without telling twice")
  func walk() throws {
    try make("slurm/job_5")
    let groups = try groups()
    #expect(look(groups, at: 0) == ["+5"])
    #expect(look(groups, at: 61_000_000_000) == [])
    #expect(groups.all.count == 1)
  }

  @Test("CPU time is read in nanoseconds from both versions' files")
  func usage() {
    let two = Array("usage_usec 1234567\nuser_usec 1000000\nsystem_usec 234567\n".utf8)
    #expect(CgroupHierarchy.usage(in: two.span, version: .two) == 1_234_567_000)
    #expect(CgroupHierarchy.usage(in: Array("987654321\n".utf8).span, version: .one) == 987_654_321)
    #expect(CgroupHierarchy.usage(in: Array("user_usec 5\n".utf8).span, version: .two) == nil)
    #expect(
      CgroupHierarchy.usage(in: Array("usage_usec 18446744073709551615\n".utf8).span, version: .two)
        == nil)
  }
}
