internal import CLinux
internal import LinuxFiles
internal import NodeModel

/// Whether the node is a virtual machine, and whether the agent sits in a container.
///
/// Source: in this order SMBIOS (`/sys/class/dmi/id`), `/sys/hypervisor`, the CPU itself (CPUID, on
/// the running kernel only), the device tree, `/proc/sysinfo` (s390) and the `hypervisor` flag of
/// `/proc/cpuinfo`; containers by the marks that their managers leave. The words are those of
/// `systemd-detect-virt(1)`; "none" is what the sources say, and where none of them is there the
/// label is left out.
final class Virtualization: Probe {
  static let name: StaticString = "virtualization"
  static var cadence: Cadence { .seconds(60) }

  private let info: Series

  init?(below root: borrowing Root, series: inout SeriesTable) throws(SystemError) {
    var labels: [Label] = []
    if let word = Self.hypervisor(root) { labels.append(Label("hypervisor", word)) }
    if let word = Self.containerManager(root) { labels.append(Label("container_manager", word)) }
    if labels.isEmpty { return nil }
    info = series.add(.virtualizationInfo, labels: labels)
  }

  func read(into readings: inout Readings, buffer: inout ReadBuffer) {
    readings.set(info, count: 1)
  }

  /// The hypervisor's word, "vm-other" where there is one without a name, "none" on bare metal; nil
  /// where there is nothing that would know.
  static func hypervisor(_ root: borrowing Root) -> String? {
    let cpu = root.isLive ? cpuVendor() : nil
    // Oracle's VirtualBox and Xen pass on what another one below them says, so SMBIOS comes first.
    if let word = firmware(root.sys) { return word }
    if let kind = root.sys.text(of: "hypervisor/type"), kind == "xen" {
      // Xen's first guest is the machine itself.
      return root.sys.text(of: "hypervisor/uuid")?.allSatisfy { $0 == "0" || $0 == "-" } == true
        ? "none" : "xen"
    }
    if let cpu { return cpu }
    if let text = root.sys.text(of: "firmware/devicetree/base/hypervisor/compatible") {
      return text.contains("kvm") ? "kvm" : text.contains("xen") ? "xen" : "vm-other"
    }
    if let text = root.proc.text(of: "sysinfo") {
      if text.contains("z/VM") { return "zvm" }
      if text.contains("KVM/Linux") { return "kvm" }
    }
    let processors = root.proc.text(of: "cpuinfo") ?? ""
    if processors.contains("User Mode Linux") { return "uml" }
    let flags = processors.split(separator: "\n").first { $0.hasPrefix("flags") }
    if flags?.split(separator: " ").contains("hypervisor") == true { return "vm-other" }
    return flags != nil || isDescribed(root) ? "none" : nil
  }

  /// Whether the machine tells what it is, so that a hypervisor would have been seen.
  private static func isDescribed(_ root: borrowing Root) -> Bool {
    root.sys.contains("class/dmi/id/product_name") || root.sys.contains("class/dmi/id/sys_vendor")
      || root.sys.contains("firmware/devicetree/base") || root.proc.contains("sysinfo")
  }

  /// What the firmware's tables say, by the beginning of their words.
  private static func firmware(_ sys: borrowing Directory) -> String? {
    let words: KeyValuePairs = [
      "KVM": "kvm", "OpenStack": "kvm", "KubeVirt": "kvm", "Amazon EC2": "amazon", "QEMU": "qemu",
      "VMware": "vmware", "VMW": "vmware", "innotek GmbH": "oracle", "VirtualBox": "oracle",
      "Xen": "xen", "Bochs": "bochs", "Parallels": "parallels", "BHYVE": "bhyve",
      "Hyper-V": "microsoft", "Apple Virtualization": "apple", "Google Compute Engine": "google",
    ]
    for file in ["product_name", "sys_vendor", "board_vendor", "bios_vendor", "product_version"] {
      guard let text = sys.text(of: "class/dmi/id/" + file) else { continue }
      for (beginning, word) in words where text.hasPrefix(beginning) {
        // Amazon sells whole machines under the same name; their products end in ".metal".
        if word == "amazon", sys.text(of: "class/dmi/id/product_name")?.hasSuffix(".metal") == true
        {
          return "none"
        }
        return word
      }
      if text == "Virtual Machine",
        sys.text(of: "class/dmi/id/sys_vendor") == "Microsoft Corporation"
      {
        return "microsoft"
      }
    }
    return nil
  }

  private static func cpuVendor() -> String? {
    var letters = [CChar](repeating: 0, count: 13)
    unsafe clinux_hypervisor(&letters)
    let bytes = letters.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    switch String(decoding: bytes, as: UTF8.self) {
    case "": return nil
    case "KVMKVMKVM", "Linux KVM Hv": return "kvm"
    case "TCGTCGTCGTCG": return "qemu"
    case "VMwareVMware": return "vmware"
    case "Microsoft Hv": return "microsoft"
    case "XenVMMXenVMM": return "xen"
    case "bhyve bhyve ": return "bhyve"
    case "ACRNACRNACRN": return "acrn"
    case "SRESRESRESRE": return "sre"
    default: return "vm-other"
    }
  }
}

extension Metric {
  static let virtualizationInfo = Metric(
    "nodeprobe_virtualization_info",
    "The hypervisor below the node and the container around the agent")
}
