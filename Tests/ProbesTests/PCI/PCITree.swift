import Foundation
import TestSupport

/// A small sysfs with PCI devices, written after Linux `Documentation/ABI/testing/sysfs-bus-pci`.
struct PCITree {
  let folder: TemporaryDirectory
  var sys: String { folder.path }

  init() throws {
    folder = try TemporaryDirectory()
    try folder.folder("bus/pci/devices")
  }

  /// Adds a device in the folder `place` below devices/, "pci0000:00/0000:00:01.0".
  func add(
    _ place: String, vendor: String = "0x8086", device: String = "0x1521",
    classCode: String = "0x020000", driver: String? = nil, files: [String: String] = [:]
  ) throws {
    let address = place.split(separator: "/").last.map(String.init) ?? place
    let all = [
      "vendor": vendor, "device": device, "class": classCode, "irq": "0", "revision": "0x01",
      "subsystem_vendor": "0x8086", "subsystem_device": "0x00a3", "numa_node": "-1",
      "resource": "", "power_state": "D0",
    ].merging(files) { $1 }
    for (name, text) in all { try folder.write(text + "\n", to: "devices/\(place)/\(name)") }
    try folder.write(bytes: [UInt8](repeating: 0, count: 64), to: "devices/\(place)/config")
    try link("bus/pci/devices/\(address)", to: "../../../devices/\(place)")
    if let driver { try drive(place, by: driver) }
  }

  /// Gives the device another driver.
  func drive(_ place: String, by driver: String) throws {
    try folder.folder("bus/pci/drivers/\(driver)")
    try? folder.remove("devices/\(place)/driver")
    let up = place.split(separator: "/").map { _ in "../" }.joined()
    try link("devices/\(place)/driver", to: "../\(up)bus/pci/drivers/\(driver)")
  }

  /// Takes a device away as an unplugging does.
  func remove(_ place: String) throws {
    let address = place.split(separator: "/").last.map(String.init) ?? place
    try folder.remove("bus/pci/devices/\(address)")
    try folder.remove("devices/\(place)")
  }

  /// Makes a symbolic link.
  func link(_ name: String, to target: String) throws {
    try FileManager.default.createSymbolicLink(
      atPath: sys + "/" + name, withDestinationPath: target)
  }

  /// The files of a link.
  static func link(_ width: String, _ speed: String, max: String, _ maxSpeed: String)
    -> [String: String]
  {
    [
      "current_link_width": width, "current_link_speed": speed + " GT/s PCIe",
      "max_link_width": max, "max_link_speed": maxSpeed + " GT/s PCIe",
    ]
  }
}
