import Foundation
import TestSupport

/// A look-alike of /sys with sensor chips that a test writes.
struct SysfsTree {
  let directory: TemporaryDirectory

  init() throws {
    directory = try TemporaryDirectory()
    try directory.folder("class/hwmon")
    try directory.folder("class/i2c-adapter")
    try directory.folder("bus")
    try directory.folder("devices")
  }

  var path: String { directory.path }

  /// Adds chip `node` ("hwmon0") on the device at `device` below devices; without a `subsystem` the chip
  /// has no device.
  func chip(
    _ node: String, _ name: String, at device: String, on subsystem: String? = "platform",
    _ files: [String: String]
  ) throws {
    let place = "devices/\(device)/hwmon/\(node)"
    try directory.folder(place)
    let up = String(repeating: "../", count: device.split(separator: "/").count + 1)
    if let subsystem {
      link("../..", at: place + "/device")
      link(up + "bus/" + subsystem, at: "devices/\(device)/subsystem")
    }
    link("../../" + place, at: "class/hwmon/" + node)
    try directory.write(name + "\n", to: place + "/name")
    for (file, text) in files { try directory.write(text, to: place + "/" + file) }
  }

  /// Writes one file of the chip `node` anew.
  func write(_ text: String, to file: String, of node: String) throws {
    try directory.write(text, to: "class/hwmon/\(node)/\(file)")
  }

  /// Takes the chip `node` away with its files.
  func remove(_ node: String, at device: String) throws {
    try directory.remove("class/hwmon/" + node)
    try directory.remove("devices/\(device)/hwmon/\(node)")
  }

  func link(_ target: String, at path: String) {
    unlink(directory.path + "/" + path)
    symlink(target, directory.path + "/" + path)
  }
}
