import LinuxFiles
import Probes
import TestSupport
import Testing

@Suite("The mean clock of all CPUs")
struct ProcessorClockTests {
  private let tree: TemporaryDirectory

  init() throws {
    tree = try TemporaryDirectory()
    try tree.folder("proc")
    try tree.folder("sys/devices/system/cpu")
  }

  private func clock() throws -> ProcessorClock? {
    ProcessorClock(below: try Root(proc: tree.path + "/proc", sys: tree.path + "/sys"))
  }

  private func set(_ cpu: Int, _ kilohertz: String, sharedBy cpus: String) throws {
    let folder = "sys/devices/system/cpu/cpu\(cpu)/cpufreq/"
    try tree.write(kilohertz + "\n", to: folder + "scaling_cur_freq")
    try tree.write(cpus + "\n", to: folder + "related_cpus")
  }

  @Test("counts a policy for as many CPUs as share its clock")
  func mean() throws {
    var buffer = ReadBuffer()
    try set(0, "1200000", sharedBy: "0")
    try set(1, "3000000", sharedBy: "1 2 3")
    let clock = try #require(try clock())
    // (1.2 + 3 × 3.0) / 4 GHz.
    #expect(clock.hertz(buffer: &buffer) == 2_550_000_000)
    try set(1, "600000", sharedBy: "1 2 3")
    #expect(clock.hertz(buffer: &buffer) == 750_000_000)
  }

  @Test("leaves out what says nothing, and is not known where nothing does")
  func silence() throws {
    var buffer = ReadBuffer()
    #expect(try clock() == nil)
    try set(0, "2000000", sharedBy: "0")
    try set(1, "<unknown>", sharedBy: "1")
    let clock = try #require(try clock())
    #expect(clock.hertz(buffer: &buffer) == 2_000_000_000)
    try set(0, "0", sharedBy: "0")
    #expect(clock.hertz(buffer: &buffer) == nil)
  }

  @Test("of more than 64 policies reads 64 at most, evenly spread")
  func many() throws {
    var buffer = ReadBuffer()
    for cpu in 0..<200 { try set(cpu, "\(1_000_000 + cpu * 1000)", sharedBy: "\(cpu)") }
    let clock = try #require(try clock())
    // Every fourth: 0, 4, …, 196, whose mean is 98.
    #expect(clock.hertz(buffer: &buffer) == 1_098_000_000)
  }
}
