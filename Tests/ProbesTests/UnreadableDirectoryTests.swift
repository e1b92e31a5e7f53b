import Foundation
import LinuxFiles
import TestSupport
import Testing

@testable import Probes

/// Directories that cannot be opened for a while: a link to itself, which no user can open (ELOOP).
@Suite("Directories of devices that cannot be read")
struct UnreadableDirectoryTests {
  /// Puts a link to itself in the place of `path`, and what was there aside.
  private static func close(_ path: String, in tree: TemporaryDirectory) throws {
    let place = tree.path + "/" + path
    try FileManager.default.moveItem(atPath: place, toPath: tree.path + "/aside")
    #expect(symlink(place, place) == 0)
  }

  private static func open(_ path: String, in tree: TemporaryDirectory) throws {
    try tree.remove(path)
    try FileManager.default.moveItem(
      atPath: tree.path + "/aside", toPath: tree.path + "/" + path)
  }

  @Test("the devices of a PCI bus did not change because nobody can look")
  func bus() throws {
    let tree = try TemporaryDirectory()
    try tree.folder("bus/pci/devices/0000:00:01.0")
    let watch = try PCIBusWatch(below: try Root(proc: tree.path, sys: tree.path))
    var buffer = ReadBuffer()
    func isChanged() -> Bool { watch.hasChanged(buffer: &buffer) }
    try Self.close("bus/pci/devices", in: tree)
    #expect(!isChanged())
    try Self.open("bus/pci/devices", in: tree)
    #expect(!isChanged())
    try tree.folder("bus/pci/devices/0000:00:02.0")
    #expect(isChanged())
  }

  @Test("sensor chips did not change because nobody can look")
  func chips() throws {
    let tree = try TemporaryDirectory()
    try tree.write("k10temp\n", to: "class/hwmon/hwmon0/name")
    try tree.write("25000\n", to: "class/hwmon/hwmon0/temp1_input")
    let root = try Root(proc: tree.path, sys: tree.path)
    let made = SensorSource.make(below: root)
    let source = try #require(made)
    #expect(!source.hasChanged())
    try Self.close("class/hwmon", in: tree)
    #expect(!source.hasChanged())
    try Self.open("class/hwmon", in: tree)
    try tree.folder("class/hwmon/hwmon1")
    #expect(source.hasChanged())
  }
}
