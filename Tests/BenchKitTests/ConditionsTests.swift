import LinuxFiles
import NodeModel
import TestSupport
import Testing

@testable import BenchKit

@Suite("The conditions of a run")
struct ConditionsTests {
  private func conditions(_ files: [String: String]) throws -> BenchConditions {
    let tree = try TemporaryDirectory()
    for (path, text) in files { try tree.write(text, to: path) }
    let machine = Machine(
      cpus: [0], caches: [CacheLevel(level: 1, bytes: 32_768, sharers: 1)],
      instructionSet: .baseline, availableBytes: 4096)
    return BenchConditions(
      below: try Root(proc: tree.path, sys: tree.path), machine: machine, version: "1",
      extent: .quick, time: 5)
  }

  @Test("come from the kernel's files")
  func files() throws {
    let cpu = "devices/system/cpu"
    let found = try conditions([
      "cpuinfo": """
      processor\t: 0
      vendor_id\t: GenuineIntel
      cpu family\t: 6
      model\t\t: 143
      model name\t: Intel(R) Xeon(R)  Gold 6430
      stepping\t: 8
      microcode\t: 0x2b000590
      flags\t\t: fpu sse avx2 fma avx512f amx_tile lm

      processor\t: 1
      model name\t: another
      """,
      "meminfo": "MemTotal:       1024 kB\nHugePages_Free:        3\nHugepagesize:       2048 kB\n",
      "loadavg": "0.25 0.50 0.75 1/100 4711\n", "\(cpu)/online": "0-3,8\n",
      "devices/system/node/has_memory": "0-1\n",
      "kernel/mm/transparent_hugepage/enabled": "always [madvise] never\n",
      "\(cpu)/cpu0/cpufreq/scaling_driver": "intel_pstate\n",
      "\(cpu)/cpu0/cpufreq/scaling_governor": "powersave\n",
      "\(cpu)/cpu0/cpufreq/scaling_cur_freq": "2100000\n", "\(cpu)/intel_pstate/no_turbo": "1\n",
      "\(cpu)/cpu0/thermal_throttle/core_throttle_count": "3\n",
      "\(cpu)/cpu0/thermal_throttle/package_throttle_count": "4\n",
      "class/thermal/thermal_zone0/temp": "41500\n", "class/thermal/thermal_zone1/temp": "127000\n",
      "class/hwmon/hwmon2/name": "coretemp\n", "class/hwmon/hwmon2/temp1_input": "56000\n",
      "class/hwmon/hwmon3/name": "nvme\n", "class/hwmon/hwmon3/temp1_input": "70000\n",
    ])
    #expect(found.processor.vendor == "GenuineIntel")
    #expect(found.processor.model == "Intel(R) Xeon(R) Gold 6430")
    #expect(found.processor.family == 6 && found.processor.modelNumber == 143)
    #expect(found.processor.flags == ["avx2", "fma", "avx512f", "amx_tile"])
    #expect(found.memory.totalBytes == 1_048_576 && found.memory.availableBytes == 4096)
    #expect(found.memory.freeHugePages == 3 && found.memory.hugePageBytes == 2_097_152)
    #expect(found.memory.transparentHugePages == "madvise")
    #expect(found.onlineCPUs == 5 && found.numaNodes == 2)
    #expect(found.load.averageBefore == 0.25)
    #expect(found.scaling.governor == "powersave" && found.scaling.isBoosting == false)
    #expect(found.before.reportedHertz == 2.1e9 && found.before.throttles == 7)
    #expect(found.before.temperatureCelsius == 56)
    #expect(found.started == 5 && found.extent == "quick")
  }

  @Test("what the kernel does not say is absent, not 0")
  func absent() throws {
    let found = try conditions([:])
    #expect(found.processor.model == nil && found.processor.flags.isEmpty)
    #expect(found.memory.totalBytes == nil && found.memory.transparentHugePages == nil)
    #expect(found.scaling == BenchConditions.Scaling())
    #expect(found.before.temperatureCelsius == nil && found.before.throttles == nil)
    #expect(found.before.reportedHertz == nil && found.numaNodes == nil)
    #expect(found.limits == BenchConditions.Limits())
  }

  @Test("the clock by additions is that of a machine, not of a compiler's shortcut")
  func clock() throws {
    let root = try Root()
    let clock = try #require(
      BenchConditions.Instant(on: [Machine(below: root).cpus[0]], below: root.sys).measuredHertz)
    // Above 10 GHz the additions would have been left out.
    #expect(clock > 1e7 && clock < 1e10)
  }
}
