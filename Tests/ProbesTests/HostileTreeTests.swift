import Foundation
import LinuxFiles
import NodeModel
import TestSupport
import Testing

@testable import Probes

/// Every probe of the registry over trees whose files are broken copies of this machine's.
@Suite("Hostile trees")
struct HostileTreeTests {
  /// The files that probes read on this machine, and some that it does not have.
  private static let originals: [String: [UInt8]] = {
    var found: [String: [UInt8]] = [:]
    let proc = [
      "stat", "meminfo", "loadavg", "diskstats", "vmstat", "schedstat", "cpuinfo",
      "version", "self/cgroup", "self/mountinfo", "1/cgroup", "1/mountinfo", "net/dev", "net/snmp",
      "net/netstat", "net/snmp6", "net/sockstat", "net/sockstat6", "net/softnet_stat", "net/arp",
      "net/udp", "net/udp6", "net/stat/nf_conntrack", "sys/fs/file-nr", "pressure/cpu",
      "pressure/memory", "pressure/io", "sys/kernel/hostname", "sys/kernel/random/entropy_avail",
      "sys/net/netfilter/nf_conntrack_count", "sys/net/netfilter/nf_conntrack_max",
    ]
    for path in proc {
      if let data = FileManager.default.contents(atPath: "/proc/" + path) {
        found["proc/" + path] = Array(data)
      }
    }
    for (path, text) in [
      "proc/schedstat": "version 15\ntimestamp 4\ncpu0 0 0 0 0 0 0 20 30 40\ndomain0 1 2\n",
      "sys/class/thermal/thermal_zone0/temp": "45000\n",
      "sys/class/thermal/thermal_zone0/type": "acpitz\n",
      "sys/class/thermal/cooling_device0/cur_state": "1\n",
      "sys/class/net/eth0/operstate": "up\n", "sys/class/net/eth0/speed": "1000\n",
      "sys/class/net/eth0/mtu": "1500\n", "sys/block/vda/size": "1000\n",
      "sys/devices/system/cpu/online": "0-1\n",
      "sys/devices/system/cpu/cpu0/topology/core_id": "0\n",
      "sys/devices/system/cpu/cpu0/topology/physical_package_id": "0\n",
      "sys/devices/system/cpu/cpu0/topology/thread_siblings_list": "0\n",
      "sys/devices/system/cpu/cpu0/thermal_throttle/core_throttle_count": "3\n",
      "sys/devices/system/cpu/cpu0/thermal_throttle/package_throttle_total_time_ms": "3\n",
      "sys/devices/system/cpu/cpu0/cpufreq/scaling_cur_freq": "800000\n",
      "sys/devices/system/cpu/cpu0/cpufreq/scaling_max_freq": "3000000\n",
      "sys/devices/system/clocksource/clocksource0/current_clocksource": "tsc\n",
      "sys/devices/system/clocksource/clocksource0/available_clocksource": "tsc hpet\n",
      "sys/devices/system/node/node0/meminfo": "Node 0 MemTotal: 8 kB\nNode 0 MemFree: 4 kB\n",
      "sys/devices/system/node/node0/numastat": "numa_hit 5\nnuma_miss 6\n",
      "sys/devices/system/edac/mc/mc0/ce_count": "1\n",
      "sys/devices/system/edac/mc/mc0/dimm0/dimm_ce_count": "1\n",
      "sys/fs/cgroup/memory.max": "100000\n", "sys/fs/cgroup/memory.current": "5000\n",
      "sys/fs/cgroup/cpu.max": "50000 100000\n",
      "sys/fs/cgroup/cpu.stat": "nr_periods 5\nnr_throttled 1\nthrottled_usec 7\n",
      "sys/class/dmi/id/product_name": "Board\n", "sys/fs/selinux/enforce": "1\n",
      "sys/hypervisor/type": "xen\n",
      "sys/class/powercap/intel-rapl:0/name": "package-0\n",
      "sys/class/powercap/intel-rapl:0/energy_uj": "5000\n",
      "sys/class/powercap/intel-rapl:0/max_energy_range_uj": "262143328850\n",
      "sys/class/powercap/intel-rapl:0/constraint_0_max_power_uw": "125000000\n",
      "sys/class/powercap/intel-rapl:0:0/name": "dram\n",
      "sys/class/powercap/intel-rapl:0:0/energy_uj": "50\n",
      "sys/bus/event_source/devices/power/type": "23\n",
      "sys/bus/event_source/devices/power/cpumask": "0-1,4\n",
      "sys/bus/event_source/devices/power/events/energy-pkg": "event=0x02\n",
      "sys/bus/event_source/devices/power/events/energy-pkg.unit": "Joules\n",
      "sys/bus/event_source/devices/power/events/energy-pkg.scale":
        "2.3283064365386962890625e-10\n",
      "sys/cray/pm_counters/energy": "5433232 J 1640995200123456 us\n",
      "sys/cray/pm_counters/freshness": "1000\n",
      "sys/cray/pm_counters/memory_power": "31 W 1640995200123456 us\n",
      "sys/class/power_supply/AC/type": "Mains\n", "sys/class/power_supply/AC/online": "0\n",
      "sys/class/power_supply/BAT0/type": "Battery\n",
      "sys/class/power_supply/BAT0/status": "Discharging\n",
      "sys/class/power_supply/BAT0/power_now": "5002000\n",
      "sys/class/power_supply/BAT1/type": "Battery\n",
      "sys/class/power_supply/BAT1/status": "Discharging\n",
      "sys/class/power_supply/BAT1/voltage_now": "11660000\n",
      "sys/class/power_supply/BAT1/current_now": "-429000\n",
    ] { found[path] = Array(text.utf8) }
    found["proc/self/cgroup"] = Array("0::/\n".utf8)
    return found
  }()

  /// One way to break a file.
  private static func broken(
    _ bytes: [UInt8], with random: inout SeededRandom
  ) -> [UInt8] {
    var bytes = bytes
    switch random.next() % 8 {
    case 0: return []
    case 1: return (0..<random.next() % 300).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    case 2: return Array(bytes.prefix(Int(random.next() % UInt64(bytes.count + 1))))
    case 3: return Array(bytes.dropFirst(Int(random.next() % UInt64(bytes.count + 1))))
    case 4:
      // Numbers far too large for any counter.
      let place = Int(random.next() % UInt64(bytes.count + 1))
      bytes.insert(contentsOf: "18446744073709551615".utf8, at: place)
    case 5:
      let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
      return Array(lines.shuffled(using: &random).joined(separator: [0x0A]))
    default:
      for _ in 0..<1 + random.next() % 8 where !bytes.isEmpty {
        let place = Int(random.next() % UInt64(bytes.count))
        let replacements = Array("0919-:. \n\tA\u{0}".utf8) + [0xFF]
        bytes[place] = replacements[Int(random.next() % UInt64(replacements.count))]
      }
    }
    return bytes
  }

  @Test("no probe traps or says what is no number, whatever stands in the kernel's files")
  func everyProbe() throws {
    let seed =
      ProcessInfo.processInfo.environment["NODEPROBE_SEED"].flatMap { UInt64($0) }
      ?? UInt64.random(in: 1 ... .max)
    print("seed: NODEPROBE_SEED=\(seed)")
    var random = SeededRandom(seed)
    let tree = try TemporaryDirectory()
    try tree.folder("proc")
    try tree.folder("sys")
    let paths = Self.originals.keys.sorted()
    for _ in 0..<25 {
      // What was found on a broken tree is read again on another.
      for path in paths {
        let bytes = Self.originals[path] ?? []
        try tree.write(
          bytes: random.next() % 3 == 0 ? Self.broken(bytes, with: &random) : bytes, to: path)
      }
      var samplings: [Sampling] = []
      for probe in ProbeRegistry.all {
        do {
          let made = try Sampling(probe, proc: tree.path + "/proc", sys: tree.path + "/sys")
          if let made { samplings.append(made) }
        } catch let error as SystemError {
          #expect(error.code != 0)
        }
      }
      for path in paths where random.next() % 3 == 0 {
        let bytes = Self.originals[path] ?? []
        try tree.write(bytes: Self.broken(bytes, with: &random), to: path)
      }
      for sampling in samplings {
        sampling.round()
        for (name, value) in sampling.values {
          #expect(value.double?.isFinite == true, "\(name)")
        }
      }
    }
  }
}
