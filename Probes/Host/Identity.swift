internal import CLinux
internal import LinuxFiles
internal import NodeModel

/// Which node this is: its name, kernel, maker, model and operating system.
///
/// Source: `/proc/sys/kernel` and `uname(2)`; `/sys/class/dmi/id` (SMBIOS types 0–3; Linux
/// `drivers/firmware/dmi-id.c`) or the device tree's model; `os-release(5)`, on the running system
/// only. Serial numbers and UUIDs, which the kernel shows to root alone, are left out.
final class Identity: Probe {
  static let name: StaticString = "identity"
  static var cadence: Cadence { .seconds(30) }

  private let proc: Directory
  private let hostname: [UInt8]
  private let infos: Range<Int>

  init?(below root: borrowing Root, series: inout SeriesTable) throws(SystemError) {
    let proc = try Directory(".", below: root.proc)
    let name = proc.text(of: "sys/kernel/hostname") ?? ""
    let first = series.entries.count
    hostname = Array(name.utf8)
    for (metric, labels) in [
      (Metric.nodeInfo, Self.kernel(proc, hostname: name, isLive: root.isLive)),
      (.hardwareInfo, Self.hardware(root)),
      (.systemInfo, root.isLive ? Self.system() : []),
    ] where !labels.isEmpty {
      _ = series.add(metric, labels: labels)
    }
    infos = first..<series.entries.count
    self.proc = proc
    if infos.isEmpty { return nil }
  }

  func read(into readings: inout Readings, buffer: inout ReadBuffer) {
    for place in infos { readings.set(Series(index: place), count: 1) }
    guard !hostname.isEmpty else { return }
    do {
      var scanner = ByteScanner(try proc.contents(of: "sys/kernel/hostname", into: &buffer))
      let word = scanner.word()
      if !scanner.matches(word, hostname) { readings.discoverAgain() }
    } catch {
      readings.failAll(error)
    }
  }

  private static func kernel(
    _ proc: borrowing Directory, hostname: String, isLive: Bool
  ) -> [Label] {
    var labels: [Label] = []
    func add(_ label: String, _ text: String?) {
      if let text, !text.isEmpty { labels.append(Label(label, text)) }
    }
    add("hostname", hostname)
    add("kernel", proc.text(of: "sys/kernel/ostype"))
    add("release", proc.text(of: "sys/kernel/osrelease") ?? release(proc))
    add("version", proc.text(of: "sys/kernel/version"))
    add("architecture", proc.text(of: "sys/kernel/arch") ?? (isLive ? machine() : nil))
    return labels
  }

  /// The third word of `/proc/version`: "Linux version 6.1.0 …".
  private static func release(_ proc: borrowing Directory) -> String? {
    let words = (proc.text(of: "version") ?? "").split(separator: " ")
    return words.count > 2 ? String(words[2]) : nil
  }

  private static func machine() -> String? {
    var names = utsname()
    guard unsafe uname(&names) == 0 else { return nil }
    return unsafe withUnsafeBytes(of: names.machine) {
      unsafe String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
    }
  }

  private static func hardware(_ root: borrowing Root) -> [Label] {
    let fields: KeyValuePairs = [
      "system_vendor": "sys_vendor", "product_name": "product_name",
      "product_version": "product_version", "product_family": "product_family",
      "product_sku": "product_sku", "board_vendor": "board_vendor", "board_name": "board_name",
      "board_version": "board_version", "chassis_vendor": "chassis_vendor",
      "chassis_type": "chassis_type", "chassis_version": "chassis_version",
      "bios_vendor": "bios_vendor", "bios_version": "bios_version",
      "bios_release": "bios_release", "bios_date": "bios_date",
    ]
    var labels: [Label] = []
    for (label, file) in fields {
      if let text = root.sys.text(of: "class/dmi/id/" + file), !text.isEmpty {
        labels.append(Label(label, text))
      }
    }
    // Boards without SMBIOS say their model in the device tree, with a zero byte behind it.
    if labels.isEmpty, let model = root.sys.text(of: "firmware/devicetree/base/model"),
      !model.isEmpty
    {
      labels.append(Label("product_name", model))
    }
    return labels
  }

  /// The running system's own words of `/etc/os-release`, which overrides `/usr/lib/os-release`.
  private static func system() -> [Label] {
    guard let top = try? Directory("/"),
      let text = top.text(of: "etc/os-release") ?? top.text(of: "usr/lib/os-release")
    else { return [] }
    let wanted: Set<String> = [
      "ID", "ID_LIKE", "NAME", "PRETTY_NAME", "VERSION", "VERSION_ID", "VERSION_CODENAME",
      "VARIANT_ID", "BUILD_ID", "IMAGE_ID", "IMAGE_VERSION",
    ]
    var labels: [Label] = []
    for (name, value) in OSRelease.fields(of: text) where wanted.contains(name) {
      let label = Label(name.lowercased(), value)
      if !value.isEmpty, !labels.contains(where: { $0.name == label.name }) { labels.append(label) }
    }
    return labels
  }
}

extension Metric {
  static let nodeInfo = Metric("nodeprobe_node_info", "The node's name and kernel")
  static let hardwareInfo = Metric("nodeprobe_dmi_info", "Maker and model of the node")
  static let systemInfo = Metric("nodeprobe_os_info", "The node's operating system")
}
