import LinuxFiles
import TestSupport
import Testing

@testable import Probes

@Suite("What people know a job by")
struct JobFactTests {
  private let tree: TemporaryDirectory
  private let groups = "groups"
  private static let id = String(repeating: "0123456789abcdef", count: 4)

  init() throws {
    tree = try TemporaryDirectory()
    try tree.folder("proc")
    try tree.folder(groups)
    try tree.write(
      "root:x:0:0:root:/root:/bin/sh\nalice:x:1000:1000::/home/alice:/bin/sh\nbroken\n:::\n",
      to: "etc/passwd")
  }

  private func facts(of path: String, files: Bool = true) throws -> JobFacts {
    let owner = try #require(CgroupOwner(path: path))
    let reader = try JobFactReader(
      proc: tree.path + "/proc", groups: tree.path + "/" + groups, files: files ? tree.path : nil)
    var buffer = ReadBuffer()
    return reader.facts(of: JobGroups.Group(owner: owner, path: path), buffer: &buffer)
  }

  private func process(_ number: Int, in group: String, user: Int, environment: String?) throws {
    try tree.write("\(number)\n", to: "\(groups)/\(group)/cgroup.procs")
    try tree.write(
      "Name:\tsh\nUid:\t\(user)\t\(user)\t\(user)\t\(user)\n", to: "proc/\(number)/status")
    guard let environment else { return }
    try tree.write(bytes: Array(environment.utf8), to: "proc/\(number)/environ")
  }

  @Test("is what Slurm tells the processes of the job's steps")
  func slurm() throws {
    let job = "system.slice/slurmstepd.scope/job_7"
    // A process of another job and Slurm's own are no witnesses.
    try process(
      10, in: job + "/step_0/slurm", user: 0, environment: "SLURM_JOB_ID=7\0SLURM_JOB_NAME=no\0")
    try process(11, in: job + "/step_0/user/task_0", user: 1000, environment: "SLURM_JOB_ID=8\0")
    try process(
      12, in: job + "/step_1/user/task_0", user: 1000,
      environment:
        "HOME=/\0SLURM_JOB_ID=7\0SLURM_JOB_NAME=fold=3\0SLURM_JOB_USER=mallory\0"
        + "SLURM_JOB_ACCOUNT=phys\0SLURM_JOB_PARTITION=gpu\0SLURM_JOBID=9\0LAST")
    let facts = try facts(of: job)
    #expect(facts.name == "fold=3")
    #expect(facts.account == "phys")
    #expect(facts.partition == "gpu")
    // The kernel's word goes before the environment's.
    #expect(facts.user == "alice")
    #expect(facts.isComplete)
  }

  @Test("is the user alone where no environment may be read")
  func denied() throws {
    let known = try facts(of: "slurm/uid_1000/job_8")
    #expect(known.user == "alice")
    #expect(!known.isComplete)
    #expect(try facts(of: "slurm/uid_4711/job_9").user == "4711")
    try process(13, in: "slurmstepd.scope/job_10/step_0/user/task_0", user: 1000, environment: nil)
    #expect(try facts(of: "slurmstepd.scope/job_10").user == "alice")
    #expect(try facts(of: "slurmstepd.scope/job_10", files: false).user == "1000")
    #expect(try facts(of: "slurmstepd.scope/job_11") == JobFacts())
  }

  @Test("is a pod's name and namespace, by the folder of its logs")
  func pods() throws {
    let uid = "0f1c2d3e-1111-2222-3333-444455556666"
    try tree.folder("var/log/pods/shop_cart-7d9_\(uid)")
    try tree.folder("var/log/pods/shop_cart-7d8_0f1c2d3e-1111-2222-3333-444455556667")
    let facts = try facts(of: "kubepods/burstable/pod\(uid)")
    #expect(facts.pod == "cart-7d9")
    #expect(facts.namespace == "shop")
    #expect(facts.name == "cart-7d9")
    #expect(facts.isComplete)
  }

  @Test("is a container's name, as its manager keeps it")
  func containers() throws {
    try tree.write(
      #"{"State": {"Pid": 1}, "Name": "/web", "ID": "x"}"#,
      to: "var/lib/docker/containers/\(Self.id)/config.v2.json")
    try tree.write(
      #"[{"id": "other", "names": ["db"]}, {"id": "\#(Self.id)", "names": ["api", "second"]}]"#,
      to: "var/lib/containers/storage/overlay-containers/containers.json")
    #expect(try facts(of: "docker/\(Self.id)").name == "web")
    #expect(try facts(of: "machine.slice/libpod-\(Self.id).scope").name == "api")
    try tree.write("{", to: "var/lib/docker/containers/\(Self.id)/config.v2.json")
    #expect(try facts(of: "docker/\(Self.id)") == JobFacts())
  }

  @Test("is the user of a slice")
  func slices() throws {
    #expect(try facts(of: "user.slice/user-1000.slice").user == "alice")
    #expect(try facts(of: "user.slice/user-1001.slice").user == "1001")
  }

  @Test("is bounded, whatever a job's owner writes")
  func bounds() {
    let long = JobFacts.value(Array("a\u{1B}[1mb\n".utf8) + Array(repeating: 0xFF, count: 5000))
    #expect(long?.hasPrefix("a[1mb\u{FFFD}") == true)
    #expect(long.map { $0.utf8.count <= 128 } == true)
    #expect(JobFacts.value([0x0A, 0x07]) == nil)
  }
}
