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

  private func facts(
    of path: String, files: Bool = true, squeue: String? = nil
  ) throws -> JobFacts {
    let owner = try #require(CgroupOwner(path: path))
    var reader = try JobFactReader(
      proc: tree.path + "/proc", groups: tree.path + "/" + groups, files: files ? tree.path : nil,
      squeue: squeue)
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

  /// Prints `text` whatever it is asked, and writes down what that was.
  private func squeue(printing text: String, status: Int = 0) throws -> String {
    try tree.write(bytes: Array(text.utf8), to: "answer")
    try tree.write(
      "#!/bin/sh\necho \"$@\" >> \(tree.path)/asked\ncat \(tree.path)/answer\nexit \(status)\n",
      to: "squeue")
    #expect(try Program.run("/bin/chmod", "755", tree.path + "/squeue").status == 0)
    return tree.path + "/squeue"
  }

  /// Columns as Debian's squeue 22.05 printed them for a real job: each as wide as it was told to, in bytes.
  private static func line(_ values: String...) -> String {
    zip(values, [20, 64, 64, 64, 128, 512]).map { value, width in
      value + String(repeating: " ", count: width - value.utf8.count)
    }.joined() + "\n"
  }

  @Test("is what Slurm's controller says, before what the job has written itself")
  func controller() throws {
    try process(
      14, in: "slurm/uid_1000/job_900001/step_0", user: 1000,
      environment: "SLURM_JOB_ID=900001\0SLURM_JOB_ACCOUNT=rich\0")
    let others = Self.line("900002", "bob", "other", "long", "x", "(null)")
    let squeue = try squeue(
      printing: others
        + Self.line(
          "900001", "games", "physics", "short", "a\nb c é", "project=chess team=x\ny"))
    let told = try facts(of: "slurm/uid_1000/job_900001", squeue: squeue)
    // Of a number in the path the node's own name.
    #expect(told.user == "alice")
    #expect(told.account == "physics")
    #expect(told.partition == "short")
    #expect(told.name == "ab c é")
    #expect(told.comment == "project=chess team=xy")
    #expect(told.isComplete)
    #expect(
      try facts(of: "slurmstepd.scope/job_900001", squeue: squeue).user == "games")
    let asked = try String(
      decoding: BoundedFile.contents(of: tree.path + "/asked", limit: 1 << 16), as: UTF8.self)
    #expect(
      asked.split(separator: "\n").first
        == "--noheader --states=all --jobs=900001 --format=%20A%64u%64a%64P%128j%512k")
    #expect(try facts(of: "slurmstepd.scope/job_900002", squeue: squeue).comment == nil)
  }

  @Test("is what the job says, and asked again, where the controller does not answer")
  func silentController() throws {
    let job = "slurmstepd.scope/job_7"
    try process(
      15, in: job + "/step_1/user/task_0", user: 1000,
      environment: "SLURM_JOB_ID=7\0SLURM_JOB_ACCOUNT=phys\0")
    let line = Self.line("7", "games", "physics", "short", "a", "b")
    let other = Self.line("8", "games", "physics", "short", "a", "b")
    for (answer, status) in [(line, 1), (String(line.dropLast()), 0), (other, 0), ("", 0)] {
      let squeue = try squeue(printing: answer, status: status)
      let told = try facts(of: job, squeue: squeue)
      #expect(told.account == "phys")
      #expect(told.user == "alice")
      #expect(!told.isComplete)
    }
    #expect(try facts(of: job, squeue: tree.path + "/nothing").account == "phys")
    let squeue = try squeue(printing: line)
    #expect(try facts(of: job, squeue: squeue).account == "physics")
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

  @Test("are the names of a pod's containers, as the kubelet names the links to their logs")
  func podContainers() throws {
    let uid = "0f1c2d3e-4a5b-6c7d-8e9f-a0b1c2d3e4f5"
    let other = String(repeating: "f", count: 64)
    try tree.folder("var/log/pods/shop_cart-7d9_\(uid)")
    for name in [
      "cart-7d9_shop_web-\(Self.id)", "cart-7d9_shop_log-tail-\(other)",
      // Another pod's, another namespace's, and what is no container.
      "cart-7d9a_shop_web-\(String(repeating: "a", count: 64))",
      "cart-7d9_shops_web-\(String(repeating: "b", count: 64))",
      "cart-7d9_shop_\(String(repeating: "c", count: 64))", "cart-7d9_shop_web-12",
    ] {
      try tree.write("", to: "var/log/containers/\(name).log")
    }
    #expect(
      try facts(of: "kubepods/burstable/pod\(uid)").containers
        == ["0123456789ab": "web", "ffffffffffff": "log-tail"])
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
