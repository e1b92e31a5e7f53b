import LinuxFiles
import NodeModel
import TestSupport
import Testing

@testable import Probes

@Suite("Slow sources of the host")
struct HostSourceTests {
  private static func sampling(
    _ probe: any Probe.Type, _ files: [String: String]
  ) throws -> (Sampling, TemporaryDirectory) {
    try NetworkTableTests.sampling(probe, files)
  }

  @Test("a zone that fails is a gap, frost is a temperature, an open diode is refused and counted")
  func thermalZones() throws {
    let zone = "class/thermal/thermal_zone"
    let (thermal, tree) = try Self.sampling(
      ThermalZone.self,
      [
        "\(zone)0/type": "acpitz\n", "\(zone)0/temp": "-12500\n", "\(zone)1/type": "x86_pkg_temp\n",
        "\(zone)1/temp": "64000\n", "\(zone)10/type": "gpu\n", "\(zone)10/temp": "127000\n",
      ])
    let celsius = thermal.family("nodeprobe_thermal_zone_celsius", by: "type")
    #expect(celsius == ["acpitz": -12.5, "x86_pkg_temp": 64])
    #expect(thermal.readings.refused[Int(FailureReason.implausible.rawValue)] == 1)
    try tree.write("fine\n", to: "\(zone)1/temp")
    thermal.round()
    #expect(thermal.family("nodeprobe_thermal_zone_celsius", by: "type") == ["acpitz": -12.5])
    #expect(thermal.readings.mainFailure == .garbled)
    try tree.remove("\(zone)1")
    thermal.round()
    #expect(thermal.readings.wantsDiscovery)
  }

  @Test("CPUs that share a clock are one series, in hertz")
  func sharedClock() throws {
    let cpu = "devices/system/cpu/cpu"
    let tree = try TemporaryDirectory()
    let policy = "devices/system/cpu/cpufreq/policy0"
    try tree.write("1699981\n", to: policy + "/scaling_cur_freq")
    try tree.write("4700000\n", to: policy + "/cpuinfo_max_freq")
    for number in 0...1 {
      try tree.folder("\(cpu)\(number)")
      _ = try Program.run(
        "/usr/bin/ln", "-s", "../cpufreq/policy0", "\(tree.path)/\(cpu)\(number)/cpufreq")
    }
    let clocks = try #require(
      try Sampling(ProcessorFrequency.self, proc: tree.path, sys: tree.path))
    #expect(clocks.family("nodeprobe_cpu_frequency_hertz", by: "cpu") == ["0": 1_699_981_000])
    #expect(
      clocks.family("nodeprobe_cpu_frequency_hardware_max_hertz", by: "cpu") == ["0": 4.7e9])
  }

  @Test("a clock whose hertz no counter holds is refused, not wrapped")
  func hostileClock() throws {
    let folder = "devices/system/cpu/cpu0/cpufreq/"
    let (clocks, _) = try Self.sampling(
      ProcessorFrequency.self, [folder + "scaling_cur_freq": "9223372036854775807\n"])
    #expect(clocks.family("nodeprobe_cpu_frequency_hertz", by: "cpu").isEmpty)
    #expect(clocks.readings.refused[Int(FailureReason.implausible.rawValue)] == 1)
  }

  @Test("another governor asks for discovery, at the latest a minute later")
  func governor() throws {
    let folder = "devices/system/cpu/cpu0/cpufreq/"
    let (clocks, tree) = try Self.sampling(
      ProcessorFrequency.self,
      [folder + "scaling_cur_freq": "800000\n", folder + "scaling_governor": "powersave\n"])
    for _ in 0..<6 {
      clocks.round()
      #expect(!clocks.readings.wantsDiscovery)
    }
    try tree.write("performance\n", to: folder + "scaling_governor")
    var wasSeen = false
    for _ in 0..<6 {
      clocks.round()
      wasSeen = wasSeen || clocks.readings.wantsDiscovery
    }
    #expect(wasSeen)
  }

  @Test("events of memory management come in their base units")
  func virtualMemory() throws {
    let (events, _) = try Self.sampling(
      VirtualMemory.self,
      [
        "vmstat":
          "nr_free_pages 9\npgpgin 100\npgpgout 3\npswpin 2\npgfault 5\noom_kill 1\nallocstall_dma32 4\n"
      ])
    let page = try Program.run("/usr/bin/getconf", "PAGESIZE").output.dropLast()
    #expect(
      events.values == [
        "nodeprobe_paged_in_bytes_total": .count(102_400),
        "nodeprobe_paged_out_bytes_total": .count(3072),
        "nodeprobe_swapped_in_bytes_total": .count(2 * (UInt64(page) ?? 0)),
        "nodeprobe_page_faults_total": .count(5), "nodeprobe_oom_kills_total": .count(1),
        "nodeprobe_allocation_stalls_total{zone=\"dma32\"}": .count(4),
      ])
  }

  @Test("running and waiting of the scheduler are nanoseconds, domains are passed over")
  func scheduler() throws {
    let (scheduler, _) = try Self.sampling(
      Scheduler.self,
      [
        "schedstat": """
        version 15
        timestamp 15819019232
        cpu0 498494191 0 3533438552 2553969831 3853684107 2465731542 2045936778163039 343796328169361 4767485306
        domain0 00000000,00000003 212499247 210112015
        cpu1 518377256 0 4155211005 2778589869 10466382 2867629021 1904686152592476 364107263788241 5145567945

        """
      ])
    #expect(scheduler["nodeprobe_scheduler_running_seconds_total{cpu=\"0\"}"] == 2_045_936.778163)
    #expect(scheduler["nodeprobe_scheduler_waiting_seconds_total{cpu=\"1\"}"] == 364_107.263788)
    #expect(scheduler["nodeprobe_scheduler_timeslices_total{cpu=\"1\"}"] == 5_145_567_945)
  }

  @Test("limits of a container in version 2, where max is no limit")
  func cgroup2() throws {
    let group = "fs/cgroup/kubepods/pod7"
    let (cgroup, tree) = try Self.sampling(
      Cgroup.self,
      [
        "self/cgroup": "0::/kubepods/pod7\n", "\(group)/memory.max": "536870912\n",
        "\(group)/memory.current": "1048576\n", "\(group)/cpu.max": "150000 100000\n",
        "\(group)/cpu.stat":
          "usage_usec 9\nnr_periods 50\nnr_throttled 4\nthrottled_usec 1500000\n",
      ])
    #expect(
      cgroup.values == [
        "nodeprobe_cgroup_memory_limit_bytes": .count(536_870_912),
        "nodeprobe_cgroup_memory_used_bytes": .count(1_048_576),
        "nodeprobe_cgroup_cpu_limit": .real(1.5),
        "nodeprobe_cgroup_cpu_periods_total": .count(50),
        "nodeprobe_cgroup_cpu_throttled_periods_total": .count(4),
        "nodeprobe_cgroup_cpu_throttled_seconds_total": .micro(1_500_000),
      ])
    try tree.write("max\n", to: "\(group)/memory.max")
    try tree.write("max 100000\n", to: "\(group)/cpu.max")
    cgroup.round()
    #expect(cgroup["nodeprobe_cgroup_memory_limit_bytes"] == nil)
    // Periods are counted while there is a limit.
    try tree.write("usage_usec 9\n", to: "\(group)/cpu.stat")
    cgroup.round()
    #expect(cgroup.values.isEmpty)
    #expect(cgroup.readings.mainFailure == nil)
  }

  @Test("limits of the agent's own systemd unit are no limits of the node")
  func unit() throws {
    let group = "fs/cgroup/system.slice/nodeprobe.service"
    let (proc, sys) = (try TemporaryDirectory(), try TemporaryDirectory())
    try proc.write("0::/system.slice/nodeprobe.service\n", to: "self/cgroup")
    try sys.write("134217728\n", to: "\(group)/memory.max")
    try sys.write("max 100000\n", to: "\(group)/cpu.max")
    #expect(try Sampling(Cgroup.self, proc: proc.path, sys: sys.path) == nil)
  }

  @Test("limits of a container in version 1, also where it sees only its own group")
  func cgroup1() throws {
    let membership = "4:memory:/docker/abc\n3:cpu,cpuacct:/docker/abc\n1:name=systemd:/docker/abc\n"
    for place in ["", "/docker/abc"] {
      let (cgroup, _) = try Self.sampling(
        Cgroup.self,
        [
          "self/cgroup": membership,
          "fs/cgroup/memory\(place)/memory.limit_in_bytes": "268435456\n",
          "fs/cgroup/memory\(place)/memory.usage_in_bytes": "4096\n",
          "fs/cgroup/cpu,cpuacct\(place)/cpu.cfs_quota_us": "50000\n",
          "fs/cgroup/cpu,cpuacct\(place)/cpu.cfs_period_us": "200000\n",
          "fs/cgroup/cpu,cpuacct\(place)/cpu.stat":
            "nr_periods 5\nnr_throttled 2\nthrottled_time 3000000\n",
        ])
      #expect(cgroup["nodeprobe_cgroup_memory_limit_bytes"] == 268_435_456)
      #expect(cgroup["nodeprobe_cgroup_cpu_limit"] == 0.25)
      #expect(cgroup["nodeprobe_cgroup_cpu_throttled_seconds_total"] == 0.003)
    }
  }

  @Test("fields of os-release lose their quotes and escapes")
  func osRelease() {
    let fields = OSRelease.fields(
      of: "# made by hand\nNAME=\"A \\\"B\\\" C\"\nID=debian\nX='y z'\nnothing\nEMPTY=\n")
    #expect(fields.map(\.name) == ["NAME", "ID", "X", "EMPTY"])
    #expect(fields.map(\.value) == ["A \"B\" C", "debian", "y z", ""])
  }

  @Test("hypervisors by what they leave in the firmware's tables, metal by its name")
  func hypervisors() throws {
    let id = "class/dmi/id/"
    let cases: [([String: String], String?)] = [
      ([id + "sys_vendor": "QEMU\n"], "qemu"),
      ([id + "product_name": "KVM\n", id + "sys_vendor": "Red Hat\n"], "kvm"),
      ([id + "sys_vendor": "VMware, Inc.\n"], "vmware"),
      (
        [id + "product_name": "Virtual Machine\n", id + "sys_vendor": "Microsoft Corporation\n"],
        "microsoft"
      ),
      ([id + "sys_vendor": "Amazon EC2\n", id + "product_name": "m5.large\n"], "amazon"),
      ([id + "sys_vendor": "Amazon EC2\n", id + "product_name": "m5.metal\n"], "none"),
      ([id + "product_name": "PowerEdge R6515\n"], "none"),
      (["cpuinfo": "processor: 0\nflags : fpu hypervisor lm\n"], "vm-other"),
      (["cpuinfo": "processor: 0\nflags : fpu lm\n"], "none"),
      // Only an x86 kernel says there whether it has a hypervisor.
      (["cpuinfo": "processor: 0\nFeatures : fp asimd\n", "1/cgroup": "0::/\n"], nil),
    ]
    for (files, expected) in cases {
      let (virtualization, _) = try Self.sampling(Virtualization.self, files)
      let labels = virtualization.labels(of: "nodeprobe_virtualization_info")
      #expect(labels["hypervisor"] == expected, "\(files)")
    }
  }

  @Test("this machine's limit of open files is the one that another program reads")
  func thisMachine() throws {
    let files = try #require(try Sampling(FileHandles.self)?["nodeprobe_file_handles_limit"])
    let limit = try Program.run("/usr/bin/cat", "/proc/sys/fs/file-max").output.dropLast()
    #expect(files == Double(limit))
  }

  @Test("a tree in which nothing tells of hypervisors and containers says nothing of them")
  func unknownVirtualization() throws {
    let tree = try TemporaryDirectory()
    #expect(try Sampling(Virtualization.self, proc: tree.path, sys: tree.path) == nil)
    try tree.write("0::/\n", to: "1/cgroup")
    let groups = try #require(try Sampling(Virtualization.self, proc: tree.path, sys: tree.path))
    #expect(groups.labels(of: "nodeprobe_virtualization_info") == ["container_manager": "none"])
    try tree.write("0::/kubepods.slice/pod7\n", to: "1/cgroup")
    let pod = try #require(try Sampling(Virtualization.self, proc: tree.path, sys: tree.path))
    #expect(pod.labels(of: "nodeprobe_virtualization_info")["container_manager"] == "kubernetes")
  }

  @Test(
    "a manager's mark that an image left on a machine's disk counts with a second sign only",
    arguments: [
      // A host whose /proc/1/mountinfo this user may not read.
      (["1/comm": "systemd\n", "2/comm": "kthreadd\n"], nil),
      (
        [
          "1/comm": "systemd\n", "2/comm": "kthreadd\n", "self/cgroup": "0::/init.scope\n",
          "self/mountinfo": "27 1 254:0 / / rw shared:1 - ext4 /dev/vda rw\n",
        ], nil
      ),
      // One that hides other users' processes.
      (["self/mountinfo": "27 1 254:0 / / rw - ext4 /dev/vda rw\n"], nil),
      (["1/comm": "nginx\n"], "docker"), (["1/comm": "sh\n", "2/comm": "nginx\n"], "docker"),
      // A container that shares the host's processes.
      (
        [
          "1/comm": "systemd\n", "2/comm": "kthreadd\n",
          "self/mountinfo": "99 1 0:50 / / rw master:1 - overlay overlay rw,lowerdir=/a\n",
        ], "docker"
      ),
      (
        [
          "1/comm": "systemd\n", "2/comm": "kthreadd\n",
          "self/cgroup": "0::/system.slice/docker-4f.scope\n4:memory:/docker/4f\n",
        ], "docker"
      ),
    ] as [([String: String], String?)])
  func staleMark(proc: [String: String], expected: String?) throws {
    let tree = try TemporaryDirectory()
    try tree.folder("proc")
    for (path, text) in proc { try tree.write(text, to: "proc/" + path) }
    try tree.write("", to: "top/.dockerenv")
    let top = try Directory(tree.path + "/top")
    let table = try Directory(tree.path + "/proc")
    #expect(Virtualization.mark(in: top, proc: table) == expected)
  }

  @Test("the offset of atomic time that the kernel starts with is nobody's knowledge")
  func atomicTime() {
    #expect(Clock.internationalOffset(0) == nil)
    #expect(Clock.internationalOffset(37) == 37)
  }

  @Test("SELinux is off where the kernel says so, and unknown where nobody was asked")
  func selinux() throws {
    let tree = try TemporaryDirectory()
    #expect(try Sampling(SecurityModules.self, proc: tree.path, sys: tree.path) == nil)
    for (list, enabled) in [("nodev\tsysfs\n\text4\n", 0), ("nodev\tselinuxfs\n\text4\n", 1)] {
      let (modules, _) = try Self.sampling(SecurityModules.self, ["filesystems": list])
      #expect(modules.values == ["nodeprobe_selinux_enabled": .count(UInt64(enabled))])
    }
    let (permissive, _) = try Self.sampling(
      SecurityModules.self, ["filesystems": "nodev\tselinuxfs\n", "fs/selinux/enforce": "0"])
    #expect(
      permissive.values == [
        "nodeprobe_selinux_enabled": .count(1), "nodeprobe_selinux_enforcing": .count(0),
      ])
  }

  @Test("a broken row of one CPU costs the scheduler's three numbers of that CPU")
  func brokenSchedulerRow() throws {
    let (scheduler, tree) = try Self.sampling(
      Scheduler.self, ["schedstat": "cpu0 0 0 0 0 0 0 1 2 3\ncpu1 0 0 0 0 0 0 4 5 6\n"])
    #expect(scheduler.values.count == 6)
    try tree.write("cpu0 0 0 0 0 0 0 1 x\ncpu1 0 0 0 0 0 0 4 5 7\n", to: "schedstat")
    scheduler.round()
    #expect(scheduler.readings.failures[Int(FailureReason.garbled.rawValue)] == 3)
    #expect(scheduler.values.count == 3)
    #expect(scheduler["nodeprobe_scheduler_timeslices_total{cpu=\"1\"}"] == 7)
  }
}
