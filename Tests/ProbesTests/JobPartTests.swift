import LinuxFiles
import NodeModel
import TestSupport
import Testing

@testable import Probes

/// Real folders, in which the numbers are a test's. Times are seconds.
@Suite("Parts of jobs")
struct JobPartTests {
  /// How a manager lays out the groups of a job.
  struct Layout: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let version: CgroupHierarchy.Version
    /// The folder around jobs, and what a job is in it.
    let around: String
    let job: String
    /// Folders of parts, and what these are called.
    let folders: [String]
    let names: [String]
  }

  private static let ids = ["0", "1", "2"].map { String(repeating: $0 + "abcdef9", count: 8) }
  private static let uid = "0f1c2d3e-4a5b-6c7d-8e9f-a0b1c2d3e4f5"

  private static let layouts = [
    Layout(
      testDescription: "Slurm, version 2", version: .two,
      around: "sys/fs/cgroup/system.slice/slurmstepd.scope", job: "job_7",
      folders: ["step_batch", "step_0", "step_1"], names: ["step_batch", "step_0", "step_1"]),
    Layout(
      testDescription: "Slurm, version 1", version: .one,
      around: "sys/fs/cgroup/cpuacct/slurm/uid_1000", job: "job_7",
      folders: ["step_batch", "step_0", "step_1"], names: ["step_batch", "step_0", "step_1"]),
    Layout(
      testDescription: "pods by systemd, version 2", version: .two,
      around: "sys/fs/cgroup/kubepods.slice/kubepods-burstable.slice",
      job: "kubepods-burstable-pod0f1c2d3e_4a5b_6c7d_8e9f_a0b1c2d3e4f5.slice",
      folders: ids.map { "cri-containerd-\($0).scope" }, names: ids.map { String($0.prefix(12)) }),
    Layout(
      testDescription: "pods by cgroupfs, version 1", version: .one,
      around: "sys/fs/cgroup/cpuacct/kubepods/burstable", job: "pod\(uid)", folders: ids,
      names: ids.map { String($0.prefix(12)) }),
  ]

  private let tree: TemporaryDirectory

  init() throws {
    tree = try TemporaryDirectory()
    try tree.write("cpu  100 0 50 1000 10 0 0 5 20 0\n", to: "proc/stat")
  }

  private func activity(_ layout: Layout, isWatching: Bool = true) throws -> JobActivity {
    switch layout.version {
    case .one: try set(layout, "sys/fs/cgroup/cpuacct", seconds: 0)
    case .two: try tree.write("cpu\n", to: "sys/fs/cgroup/cgroup.controllers")
    }
    try set(layout, layout.around, seconds: 0)
    let root = try Root(proc: tree.path + "/proc", sys: tree.path + "/sys")
    return try #require(
      try JobActivity(
        below: root, processors: 8, WorkCounters(below: root, most: 0), isWatching: isWatching))
  }

  private func set(_ layout: Layout, _ folder: String, seconds: Double) throws {
    let nanoseconds = Int((seconds * 1e9).rounded())
    switch layout.version {
    case .one: try tree.write("\(nanoseconds)\n", to: folder + "/cpuacct.usage")
    case .two: try tree.write("usage_usec \(nanoseconds / 1000)\n", to: folder + "/cpu.stat")
    }
  }

  private func set(_ layout: Layout, job: Double) throws {
    try set(layout, layout.around + "/" + layout.job, seconds: job)
  }

  private func set(_ layout: Layout, part: Int, _ seconds: Double) throws {
    try set(
      layout, layout.around + "/" + layout.job + "/" + layout.folders[part], seconds: seconds)
  }

  private func end(_ layout: Layout, part: Int) throws {
    try tree.remove(layout.around + "/" + layout.job + "/" + layout.folders[part])
  }

  /// Milliseconds of each part, those that ended with a cross, and of the rest; nil where nothing was told.
  private func round(_ activity: JobActivity, _ seconds: UInt64) -> [String: UInt64]? {
    var buffer = ReadBuffer()
    activity.round(at: seconds * 1_000_000_000, buffer: &buffer) { _ in JobEntry(account: 0) }
    defer { activity.removeEnded { _ in } }
    guard let uses = activity.uses.first?.parts else { return nil }
    var seen = ["rest": uses.rest / 1_000_000]
    for part in uses.parts {
      seen[part.id + (part.end == nil ? "" : "†")] = part.processorTime / 1_000_000
    }
    return seen
  }

  private func look(_ activity: JobActivity, _ seconds: UInt64) {
    var buffer = ReadBuffer()
    _ = activity.look(at: seconds * 1_000_000_000, buffer: &buffer) { _ in JobEntry(account: 0) }
  }

  @Test(
    "are told with what they used since they were seen; what none of them used is the rest",
    arguments: layouts)
  func uses(layout: Layout) throws {
    let (first, second) = (layout.names[0], layout.names[1])
    try set(layout, job: 10)
    try set(layout, part: 0, 5)
    let activity = try activity(layout)
    #expect(round(activity, 10) == nil)
    // What was used before anybody looked is nobody's here.
    try set(layout, job: 10.5)
    try set(layout, part: 0, 5.3)
    #expect(round(activity, 11) == [first: 300, "rest": 200])
    // One that comes later is counted from its beginning.
    try set(layout, job: 11.2)
    try set(layout, part: 0, 5.4)
    try set(layout, part: 1, 0.4)
    #expect(round(activity, 12) == [first: 100, second: 400, "rest": 200])
    #expect(round(activity, 13) == [first: 0, second: 0, "rest": 0])
  }

  @Test("that have ended have what their job did beyond all others", arguments: layouts)
  func ends(layout: Layout) throws {
    let (first, second) = (layout.names[0], layout.names[1])
    try set(layout, job: 0)
    try set(layout, part: 0, 0)
    let activity = try activity(layout)
    _ = round(activity, 10)
    _ = round(activity, 11)
    try set(layout, part: 1, 0)
    look(activity, 12)
    // After 0.7 s of work it is gone; the other one has worked for 0.2 s.
    try end(layout, part: 1)
    try set(layout, part: 0, 0.2)
    try set(layout, job: 0.9)
    #expect(round(activity, 13) == [first: 200, second + "†": 700, "rest": 0])
    // And nobody has it again.
    try set(layout, part: 0, 0.3)
    try set(layout, job: 1)
    #expect(round(activity, 14) == nil)
    #expect(round(activity, 60) == [first: 100, "rest": 0])
  }

  @Test(
    "that came and went between two looks have that as well, and those of a job that ends its end")
  func shortLived() throws {
    let layout = Self.layouts[0]
    try set(layout, job: 0)
    let activity = try activity(layout)
    _ = round(activity, 10)
    #expect(round(activity, 11) == ["rest": 0])
    try set(layout, part: 1, 0)
    try end(layout, part: 1)
    try set(layout, job: 0.08)
    #expect(round(activity, 12) == ["step_0†": 80, "rest": 0])
    // The job goes with its last step, after another 0.5 s that only the folder around it tells of.
    try set(layout, part: 2, 0)
    look(activity, 13)
    try end(layout, part: 2)
    try tree.remove(layout.around + "/job_7")
    try set(layout, layout.around, seconds: 0.58)
    #expect(round(activity, 14) == ["step_1†": 500, "rest": 0])
    #expect(activity.uses.isEmpty)
  }

  @Test("that end together have of what nobody saw as much as each would have used at its own pace")
  func paces() throws {
    let layout = Self.layouts[0]
    let activity = try activity(layout)
    _ = round(activity, 1)
    // The script has used a second in a hundred, and waits for a step that works.
    try set(layout, job: 0)
    try set(layout, part: 0, 0)
    #expect(round(activity, 2) == nil)
    try set(layout, job: 1)
    try set(layout, part: 0, 1)
    #expect(round(activity, 102) == ["step_batch": 1000, "rest": 0])
    try set(layout, part: 1, 0)
    look(activity, 102)
    try end(layout, part: 1)
    try end(layout, part: 0)
    // 8 s at the pace of a CPU and 8 s at a hundredth of one.
    try set(layout, job: 9.08)
    #expect(round(activity, 110) == ["step_batch†": 80, "step_0†": 8000, "rest": 0])
  }

  @Test("that came and went after a long time without any have no more than they were there for")
  func paceOfTheRest() throws {
    let layout = Self.layouts[0]
    try set(layout, job: 0)
    let activity = try activity(layout)
    _ = round(activity, 1)
    try set(layout, job: 1)
    #expect(round(activity, 2) == ["rest": 1000])
    // The job goes on as it did, and a step of 0.3 s comes and goes at the end of an hour.
    var buffer = ReadBuffer()
    func look(_ milliseconds: UInt64) {
      _ = activity.look(at: milliseconds * 1_000_000, buffer: &buffer) { _ in
        JobEntry(account: 0)
      }
    }
    try set(layout, part: 1, 0)
    look(3_599_700)
    try end(layout, part: 1)
    try set(layout, job: 3599.3)
    look(3_600_000)
    #expect(round(activity, 3600) == ["step_0†": 300, "rest": 3_598_000])
  }

  @Test("are not followed where their job is counted with others")
  func foldedJob() throws {
    let layout = Self.layouts[0]
    try set(layout, job: 0)
    try set(layout, part: 0, 0)
    let activity = try activity(layout)
    var buffer = ReadBuffer()
    for second in 1...70 as ClosedRange<UInt64> {
      try set(layout, part: 0, Double(second) / 10)
      activity.round(at: second * 1_000_000_000, buffer: &buffer) { _ in
        JobEntry(account: 0, isFolded: true)
      }
      #expect(activity.uses.count == 1 && activity.uses.first?.parts == nil)
    }
    activity.readAllParts(at: 71_000_000_000, buffer: &buffer)
    #expect(activity.uses.first?.parts == nil)
  }

  @Test("are read when they are one, two and four seconds old and so on, and every thirty seconds")
  func cadence() throws {
    let layout = Self.layouts[0]
    let activity = try activity(layout)
    _ = round(activity, 1)
    try set(layout, job: 0)
    try set(layout, part: 0, 0)
    let read = (2...130 as ClosedRange<UInt64>).filter { round(activity, $0) != nil }
    #expect(read == [3, 4, 6, 10, 18, 34, 64, 94, 124])
  }

  @Test("of which there are too many are counted, and those that are followed stay so")
  func bounds() throws {
    let layout = Self.layouts[0]
    try set(layout, job: 0)
    let activity = try activity(layout)
    _ = round(activity, 1)
    _ = round(activity, 2)
    let folder = layout.around + "/job_7/step_"
    for step in 0..<600 { try set(layout, folder + "\(step)", seconds: 0) }
    // The kernel's word comes in portions.
    for _ in 0..<10 { look(activity, 3) }
    var buffer = ReadBuffer()
    activity.round(at: 10_000_000_000, buffer: &buffer) { _ in JobEntry(account: 0) }
    let uses = try #require(activity.uses.first?.parts)
    #expect(uses.parts.count == 512)
    #expect(uses.untold == 88)
    // 512 of them are not read in each round, and what others do is not theirs when some end.
    try tree.remove(folder + "0")
    try set(layout, job: 1)
    #expect(round(activity, 11) == nil)
    let later = try #require(round(activity, 16))
    #expect(later["step_0†"] == 0 && later["rest"] == 1000)
    // There is room for one more, which has been told of when it came.
    activity.round(at: 30_000_000_000, buffer: &buffer) { _ in JobEntry(account: 0) }
    #expect(activity.uses.first?.parts?.parts.count == 512)
    #expect(activity.uses.first?.parts?.parts.count { $0.wasUntold } == 1)
    #expect(activity.uses.first?.parts?.untold == 0)
  }

  @Test("are read of a few jobs in each round")
  func portions() throws {
    let layout = Self.layouts[0]
    for job in 0..<100 {
      for step in 0..<9 {
        try set(layout, layout.around + "/job_\(job)/step_\(step)", seconds: 0)
      }
      try set(layout, layout.around + "/job_\(job)", seconds: 0)
    }
    let activity = try activity(layout)
    var buffer = ReadBuffer()
    var read: [Set<String>] = []
    for second in 1...6 as ClosedRange<UInt64> {
      activity.round(at: second * 1_000_000_000, buffer: &buffer) { _ in JobEntry(account: 0) }
      let told = activity.uses.indices.filter { activity.uses[$0].parts != nil }
      read.append(Set(told.map { activity.group($0).path }))
    }
    // Ten files for each job: 26 of them pass what is read in a round.
    #expect(read.map(\.count) == [0, 26, 26, 26, 26, 26])
    #expect(read[1].isDisjoint(with: read[2]) && read[2].isDisjoint(with: read[3]))
    #expect(read[1...4].reduce(Set()) { $0.union($1) }.count == 100)
  }

  @Test("are looked for every thirty seconds where the kernel does not tell of them")
  func unwatched() throws {
    let layout = Self.layouts[2]
    try set(layout, job: 0)
    try set(layout, part: 0, 0)
    let activity = try activity(layout, isWatching: false)
    #expect(round(activity, 1) == nil)
    #expect(round(activity, 2) == [layout.names[0]: 0, "rest": 0])
    try set(layout, part: 1, 0.5)
    try set(layout, job: 0.5)
    try end(layout, part: 0)
    #expect(round(activity, 40) == [layout.names[0] + "†": 0, layout.names[1]: 500, "rest": 0])
  }

  @Test("are nothing that other managers' jobs have, nor other folders in them")
  func others() throws {
    let layout = Self.layouts[0]
    let docker = "sys/fs/cgroup/docker/" + Self.ids[0]
    try set(layout, docker, seconds: 0)
    try set(layout, docker + "/step_0", seconds: 0)
    let activity = try activity(layout)
    for second in 1...40 as ClosedRange<UInt64> { #expect(round(activity, second) == nil) }
    try tree.remove("sys/fs/cgroup/docker")
    try set(layout, job: 0)
    try set(layout, layout.around + "/job_7/slurm", seconds: 0)
    _ = round(activity, 41)
    _ = round(activity, 42)
    try set(layout, job: 1)
    try set(layout, layout.around + "/job_7/slurm", seconds: 1)
    for second in 43...80 as ClosedRange<UInt64> {
      #expect(round(activity, second) ?? ["rest": 0] == ["rest": 0])
    }
  }

  @Test("go on counting where the job's group was made anew under the same name")
  func replaced() throws {
    let layout = Self.layouts[0]
    try set(layout, job: 0)
    try set(layout, part: 0, 0)
    let activity = try activity(layout)
    _ = round(activity, 1)
    try set(layout, part: 0, 0.4)
    try set(layout, job: 0.4)
    #expect(round(activity, 2) == ["step_batch": 400, "rest": 0])
    // A job that is run again has the same number, and steps of the same names.
    try tree.remove(layout.around + "/job_7")
    try set(layout, job: 0.1)
    try set(layout, part: 0, 0.1)
    var buffer = ReadBuffer()
    activity.round(at: 3_000_000_000, buffer: &buffer) { _ in JobEntry(account: 0) }
    #expect(activity.uses.map(\.isEnded).sorted { $0 && !$1 } == [true, false])
    #expect(activity.uses.first { $0.isEnded }?.parts?.parts.map(\.id) == ["step_batch"])
    activity.removeEnded { _ in }
    #expect(round(activity, 4) == ["step_batch": 100, "rest": 0])
  }
}
