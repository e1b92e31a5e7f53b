import Foundation
import LinuxFiles
import TestSupport
import Testing

@testable import probe

@Suite("Clocks that a calibration holds")
struct ClockLimitsTests {
  private let tree: TemporaryDirectory

  init() throws {
    tree = try TemporaryDirectory()
    try tree.folder("proc")
    for (cpu, most) in [(0, 3_000_000), (1, 2_000_000)] {
      let folder = "sys/devices/system/cpu/cpu\(cpu)/cpufreq/"
      try tree.write("\(most - 100_000)\n", to: folder + "scaling_max_freq")
      try tree.write("1000000\n", to: folder + "cpuinfo_min_freq")
      try tree.write("\(most)\n", to: folder + "cpuinfo_max_freq")
    }
  }

  private func root() throws -> Root {
    try Root(proc: tree.path + "/proc", sys: tree.path + "/sys")
  }

  private func limits() throws -> [String] {
    try (0...1).map { cpu in
      try String(
        contentsOfFile: "\(tree.path)/sys/devices/system/cpu/cpu\(cpu)/cpufreq/scaling_max_freq",
        encoding: .utf8)
    }
  }

  @Test("are a part of the way from the lowest to the highest, and are put back")
  func holding() throws {
    let clocks = try ClockLimits(below: root())
    try clocks.hold(at: 0.25)
    #expect(try limits() == ["1500000", "1250000"])
    try clocks.hold(at: nil)
    #expect(try limits() == ["2900000", "1900000"])
    // What somebody else sets later is not touched.
    try tree.write("1700000", to: "sys/devices/system/cpu/cpu0/cpufreq/scaling_max_freq")
    try clocks.hold(at: nil)
    #expect(try limits()[0] == "1700000")
  }

  @Test("are put back when nobody holds them any more")
  func letGo() throws {
    do {
      let clocks = try ClockLimits(below: root())
      try clocks.hold(at: 0.5)
      #expect(try limits() == ["2000000", "1500000"])
    }
    #expect(try limits() == ["2900000", "1900000"])
  }

  @Test("are put back where one of them does not let it, which is named and tried again")
  func stubborn() throws {
    let clocks = try ClockLimits(below: root())
    try clocks.hold(at: 0.5)
    let file = "sys/devices/system/cpu/cpu0/cpufreq/scaling_max_freq"
    try tree.remove(file)
    try tree.folder(file)
    let errors = clocks.putBack()
    #expect(errors.count == 1 && errors[0].description.contains("cpu0/cpufreq/scaling_max_freq"))
    let other = "\(tree.path)/sys/devices/system/cpu/cpu1/cpufreq/scaling_max_freq"
    #expect(try String(contentsOfFile: other, encoding: .utf8) == "1900000")
    try tree.remove(file)
    try tree.write("2000000", to: file)
    #expect(clocks.putBack().isEmpty)
    #expect(try limits() == ["2900000", "1900000"])
  }

  @Test("are refused where the kernel sets none")
  func fixed() throws {
    try tree.remove("sys/devices/system/cpu/cpu0")
    try tree.remove("sys/devices/system/cpu/cpu1")
    #expect {
      _ = try ClockLimits(below: root())
    } throws: { error in
      "\(error)" == "--clocks: the kernel sets no clock here; leave it out"
    }
  }
}
