import Foundation
import Glibc
import TestSupport

/// A small machine's `/sys`, as the kernel lays it out: a processor, a board sensor on I²C, a drive, and
/// two ACPI power meters that libsensors takes for one.
final class SensorTree: Sendable {
  /// One chip that the tree may have.
  struct Chip: Sendable {
    /// What `sensors` calls it, and where its device is below `devices`.
    let name: String
    let device: String
    /// The kernel's driver name.
    let prefix: String
    /// Where the link to the bus leads, from the device.
    let bus: String
    let files: [String: String]
    /// The link that stands beside the chip for the device above, if the chip needs one.
    var parent: String?

    /// The file whose value the tests move.
    var input: String { files.keys.contains("power1_average") ? "power1_average" : "temp1_input" }
  }

  static let processor = Chip(
    name: "coretemp-isa-0000", device: "platform/coretemp.0", prefix: "coretemp",
    bus: "platform",
    files: [
      "temp1_input": "30000", "temp1_label": "Package id 0", "temp1_max": "84000",
      "temp1_crit": "100000", "temp2_input": "39000", "temp2_label": "Core 0",
    ])
  static let board = Chip(
    name: "lm75-i2c-1-48", device: "pci0000:00/0000:00:1f.3/i2c-1/1-0048", prefix: "lm75",
    bus: "i2c", files: ["temp1_input": "30000", "temp1_max": "80000"])
  /// Its second sensor is an open diode: refused in each round.
  static let drive = Chip(
    name: "nvme-pci-0200", device: "pci0000:00/0000:00:1d.0/0000:02:00.0/nvme/nvme0",
    prefix: "nvme", bus: "nvme",
    files: ["temp1_input": "30000", "temp1_label": "Composite", "temp2_input": "255000"],
    parent: "pci0000:00/0000:00:1d.0/0000:02:00.0")
  static let meter = Chip(
    name: "power_meter-acpi-0", device: "LNXSYSTM:00/ACPI000D:00", prefix: "power_meter",
    bus: "acpi", files: ["power1_average": "30000000"])
  static let twin = Chip(
    name: "power_meter-acpi-0", device: "LNXSYSTM:00/ACPI000D:01", prefix: "power_meter",
    bus: "acpi", files: ["power1_average": "30000000", "power1_cap": "90000000"])
  static let chips = [processor, board, drive, meter, twin]

  private let directory: TemporaryDirectory
  /// The full name of what stands for `/sys`.
  var path: String { directory.path }

  init() throws {
    directory = try TemporaryDirectory()
    try directory.folder("class/hwmon")
    for (number, chip) in Self.chips.enumerated() { try add(chip, as: number) }
    try link("../../../bus/pci", at: "devices/\(Self.drive.parent ?? "")/subsystem")
  }

  /// The full name of a file of a chip.
  func file(_ chip: Chip, _ name: String, below root: String? = nil, as number: Int? = nil)
    -> String
  {
    let node = number ?? Self.chips.firstIndex { $0.device == chip.device } ?? 0
    return "\(root ?? path)/devices/\(chip.device)/hwmon/hwmon\(node)/\(name)"
  }

  /// Makes a chip appear as `hwmonN`.
  func add(_ chip: Chip, as number: Int) throws {
    let node = "devices/\(chip.device)/hwmon/hwmon\(number)"
    try directory.write(chip.prefix + "\n", to: node + "/name")
    for (file, text) in chip.files { try directory.write(text + "\n", to: node + "/" + file) }
    try link("../../../" + SensorTree.lastName(of: chip.device), at: node + "/device")
    try link("../../bus/" + chip.bus, at: "devices/\(chip.device)/subsystem")
    if chip.parent != nil {
      try link(
        "../../../" + SensorTree.lastName(of: chip.parent ?? ""),
        at: "devices/\(chip.device)/device")
    }
    try link("../../\(node)", at: "class/hwmon/hwmon\(number)")
  }

  /// Makes a chip go, as a driver does that lets go of its device.
  func remove(_ chip: Chip, as number: Int) throws {
    try directory.remove("class/hwmon/hwmon\(number)")
    try directory.remove("devices/\(chip.device)/hwmon/hwmon\(number)")
  }

  /// Sets a chip's moving value to 30 + `step` / 100 degrees or watts, at once: the text keeps its length.
  func set(_ chip: Chip, step: Int, as number: Int? = nil) {
    let thousandths = 30_000 + step * 10
    overwrite(
      chip.input == "temp1_input" ? "\(thousandths)\n" : "\(thousandths)000\n",
      file(chip, chip.input, as: number))
  }

  /// Replaces a file's text.
  func write(_ text: String, _ chip: Chip, _ name: String) throws {
    try text.write(toFile: file(chip, name), atomically: false, encoding: .utf8)
  }

  /// Writes a file that is no chip's.
  func write(_ text: String, to relative: String) throws {
    try directory.write(text, to: relative)
  }

  private func overwrite(_ text: String, _ path: String) {
    let descriptor = open(path, O_WRONLY)
    guard descriptor >= 0 else { return }
    _ = pwrite(descriptor, text, text.utf8.count, 0)
    close(descriptor)
  }

  private func link(_ target: String, at relative: String) throws {
    let place = path + "/" + relative
    try? FileManager.default.removeItem(atPath: place)
    guard symlink(target, place) == 0 else { throw CocoaError(.fileWriteUnknown) }
  }

  private static func lastName(of path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }
}
