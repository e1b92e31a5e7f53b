internal import CLinux
internal import LinuxFiles
internal import NodeModel

/// Whether the node is a virtual machine, and whether the agent sits in a container.
///
/// Source: in this order SMBIOS (`/sys/class/dmi/id`), `/sys/hypervisor`, the CPU itself (CPUID, on
/// the running kernel only), the device tree, `/proc/sysinfo` (s390) and the `hypervisor` flag of
/// `/proc/cpuinfo`; containers by the marks that their managers leave. The words are those of
/// `systemd-detect-virt(1)`.
final class Virtualization: Probe {
  static let name: StaticString = "virtualization"
  static var cadence: Cadence { .seconds(60) }

  private let info: Series

  init?(below root: borrowing Root, series: inout SeriesTable) throws(SystemError) {
    info = series.add(
      .virtualizationInfo,
      [
        "hypervisor": Self.hypervisor(root) ?? "none", "container": Self.container(root) ?? "none",
      ])
  }

  func read(into readings: inout Readings, buffer: inout ReadBuffer) {
    readings.set(info, count: 1)
  }

  /// The hypervisor's word, "vm-other" where there is one without a name; nil on bare metal.
  static func hypervisor(_ root: borrowing Root) -> String? {
    let cpu = root.isLive ? cpuVendor() : nil
    // Oracle's VirtualBox and Xen pass on what another one below them says, so SMBIOS comes first.
    if let word = firmware(root.sys) { return word }
    if let kind = root.sys.text(of: "hypervisor/type"), kind == "xen" {
      // Xen's first guest is the machine itself.
      return root.sys.text(of: "hypervisor/uuid")?.allSatisfy { $0 == "0" || $0 == "-" } == true
        ? nil : "xen"
    }
    if let cpu { return cpu }
    for place in ["firmware/devicetree/base/hypervisor/compatible"] {
      if let text = root.sys.text(of: place) {
        return text.contains("kvm") ? "kvm" : text.contains("xen") ? "xen" : "vm-other"
      }
    }
    if let text = root.proc.text(of: "sysinfo") {
      if text.contains("z/VM") { return "zvm" }
      if text.contains("KVM/Linux") { return "kvm" }
    }
    guard let text = root.proc.text(of: "cpuinfo") else { return nil }
    if text.contains("User Mode Linux") { return "uml" }
    let flags = text.split(separator: "\n").first { $0.hasPrefix("flags") }
    return flags?.split(separator: " ").contains("hypervisor") == true ? "vm-other" : nil
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
        // Amazon and Google sell whole machines under the same name.
        if word == "amazon", sys.text(of: "class/dmi/id/product_name")?.hasSuffix(".metal") == true
        {
          return nil
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

  /// The container manager's word, "container-other" where there is one without a name; nil
  /// outside.
  static func container(_ root: borrowing Root) -> String? {
    // Process 2 is the kernel's and process 1 sees what we see: whatever marks an image left on the
    // disk, this is no container.
    if root.proc.text(of: "2/comm") == "kthreadd",
      root.proc.text(of: "1/mountinfo") == root.proc.text(of: "self/mountinfo")
    {
      return nil
    }
    if root.isLive, let top = try? Directory("/") {
      if top.contains("run/.containerenv") { return "podman" }
      if top.contains(".dockerenv") { return "docker" }
      if let word = top.text(of: "run/systemd/container"), !word.isEmpty { return word }
    }
    if root.proc.contains("vz"), !root.proc.contains("bc") { return "openvz" }
    if root.proc.text(of: "sys/kernel/osrelease")?.hasSuffix("microsoft-standard-WSL2") == true {
      return "wsl"
    }
    guard let groups = root.proc.text(of: "1/cgroup") else { return nil }
    for (mark, word) in [
      ("kubepods", "kubernetes"), ("/docker", "docker"), ("libpod", "podman"), ("/lxc", "lxc"),
      ("machine.slice/systemd-nspawn", "systemd-nspawn"), ("cri-containerd", "containerd"),
    ] where groups.contains(mark) {
      return word
    }
    return nil
  }
}

extension Metric {
  static let virtualizationInfo = Metric(
    "nodeprobe_virtualization_info",
    "The hypervisor below the node and the container around the agent")
}
