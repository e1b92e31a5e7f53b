import NodeModel
import TestSupport
import Testing

@testable import Agent

@Suite("CPUs that come and go")
struct ProcessorChangeTests {
  private static let second: UInt64 = 1_000_000_000

  /// A node whose CPUs, present or not, are those of one package.
  private static func node(online: Int, present: Int) throws -> StagedNode {
    let node = try StagedNode(range: 1 << 40)
    try node.tree.write("0-\(present - 1)\n", to: "sys/devices/system/cpu/present")
    try set(online: online, of: node)
    return node
  }

  private static func set(online: Int, of node: StagedNode) throws {
    let cpus = "sys/devices/system/cpu/"
    for cpu in 0..<online {
      try node.tree.write("0\n", to: cpus + "cpu\(cpu)/topology/physical_package_id")
    }
    try node.tree.write("0-\(online - 1)\n", to: cpus + "online")
  }

  /// Jobs and buckets are the node, to the microjoule.
  private static func isBalanced(_ page: [String: UInt64]) -> Bool {
    let buckets = Bucket.allCases.filter { $0 != .residualUnder }.reduce(0) { sum, bucket in
      sum + (page["nodeprobe_bucket_energy_joules_total{bucket=\(bucket.word)}"] ?? 0)
    }
    let under = page["nodeprobe_bucket_energy_joules_total{bucket=residual_under}"] ?? 0
    return page.sum("nodeprobe_node_energy_joules_total") + under
      == buckets + page["nodeprobe_jobs_energy_joules_total", default: 0]
  }

  @Test("give a job on those that came its energy, and what it has reserved of them")
  func come() throws {
    let node = try Self.node(online: 4, present: 8)
    try node.tree.write("4-6\n", to: StagedNode.group + "/job_1/cpuset.cpus")
    try node.set(job: 1, microseconds: 0)
    try node.round()
    // One idle minute at 20 W says what the package draws without work.
    for _ in 0..<62 {
      try node.pass(Self.second, microjoules: 20_000_000)
      #expect(Self.isBalanced(try node.round()))
    }
    try Self.set(online: 8, of: node)
    for _ in 0..<30 {
      try node.pass(Self.second, microjoules: 20_000_000)
      #expect(Self.isBalanced(try node.round()))
    }
    let before = try node.round()
    // Ten seconds at 60 W, in which the job alone has two CPUs of work a second.
    for step in 1...10 as ClosedRange<UInt64> {
      try node.set(job: 1, microseconds: step * 2_000_000)
      try node.pass(Self.second, microjoules: 60_000_000, busy: 200)
      #expect(Self.isBalanced(try node.round()))
    }
    let after = try node.round()
    func grown(_ name: String) -> UInt64 { after[name, default: 0] - before[name, default: 0] }
    // 400 J are dynamic, all of them its own. 200 J flow anyway: three CPUs of eight are its own.
    let job = "{job_id=slurm:cluster/1,manager=slurm"
    #expect(grown("nodeprobe_job_dynamic_energy_joules_total\(job)}") == 400_000_000)
    #expect(grown("nodeprobe_job_energy_joules_total\(job),component=package}") == 475_000_000)
    #expect(grown("nodeprobe_bucket_energy_joules_total{bucket=unallocated}") == 125_000_000)
    #expect(grown("nodeprobe_bucket_energy_joules_total{bucket=system}") == 0)
  }

  @Test("leave nothing unallocated of those that went")
  func go() throws {
    let node = try Self.node(online: 8, present: 8)
    try node.reserve(job: 1, thousandths: 4000)
    try node.set(job: 1, microseconds: 0)
    try node.round()
    for _ in 0..<62 {
      try node.pass(Self.second, microjoules: 20_000_000)
      try node.round()
    }
    try Self.set(online: 4, of: node)
    for _ in 0..<30 {
      try node.pass(Self.second, microjoules: 20_000_000)
      try node.round()
    }
    let before = try node.round()
    try node.pass(Self.second, microjoules: 20_000_000)
    let after = try node.round()
    let idle = "nodeprobe_bucket_energy_joules_total{bucket=unallocated}"
    #expect(after[idle, default: 0] == before[idle, default: 0])
    let job =
      "nodeprobe_job_energy_joules_total{job_id=slurm:cluster/1,manager=slurm,component=package}"
    #expect(after[job, default: 0] - before[job, default: 0] == 20_000_000)
    #expect(Self.isBalanced(after))
  }

  @Test("or memory that comes leave a job the part of it that it has reserved")
  func memory() throws {
    let node = try Self.node(online: 4, present: 4)
    let zone = "sys/class/powercap/intel-rapl:0:0"
    var counter: UInt64 = 1_000_000
    try node.tree.write("dram\n", to: zone + "/name")
    try node.tree.write("1\n", to: zone + "/enabled")
    try node.tree.write("\(node.range)\n", to: zone + "/max_energy_range_uj")
    try node.tree.write("\(counter)\n", to: zone + "/energy_uj")
    try node.tree.write("2147483648\n", to: StagedNode.group + "/job_1/memory.max")
    try node.set(job: 1, microseconds: 0)
    /// A second in which memory drew 8 W.
    func step() throws -> UInt64 {
      counter += 8_000_000
      try node.tree.write("\(counter)\n", to: zone + "/energy_uj")
      try node.pass(Self.second, microjoules: 20_000_000)
      return try node.round()[
        "nodeprobe_job_energy_joules_total{job_id=slurm:cluster/1,manager=slurm,component=dram}",
        default: 0]
    }
    try node.round()
    for _ in 0..<92 { _ = try step() }
    // 2 GiB of 8, then of 16.
    let before = try step()
    #expect(try step() == before + 2_000_000)
    // A hypervisor that takes and gives a little of it all the time changes nothing.
    try node.tree.write("MemTotal: 8491008 kB\n", to: "proc/meminfo")
    for _ in 0..<31 { _ = try step() }
    let little = try step()
    #expect(try step() == little + 2_000_000)
    try node.tree.write("MemTotal: 16777216 kB\n", to: "proc/meminfo")
    for _ in 0..<31 { _ = try step() }
    let after = try step()
    #expect(try step() == after + 1_000_000)
  }

  @Test("make a node without a meter draw what it would have drawn with them from the start")
  func estimates() throws {
    func watts(first: Int, then: Int) throws -> UInt64? {
      let node = try Self.node(online: first, present: first)
      try node.tree.remove("sys/class")
      try node.round()
      for second in 0..<40 as Range<Int> {
        if second == 5 {
          try node.tree.write("0-\(then - 1)\n", to: "sys/devices/system/cpu/present")
          try Self.set(online: then, of: node)
        }
        try node.pass(Self.second, busy: 200)
        try node.round()
      }
      try node.pass(Self.second, busy: 200)
      return try node.round()["nodeprobe_node_power_watts"]
    }
    let grown = try watts(first: 2, then: 16)
    #expect(grown == (try watts(first: 16, then: 16)))
    #expect(grown.map { $0 > 0 } == true)
    #expect(grown != (try watts(first: 2, then: 2)))
  }
}
