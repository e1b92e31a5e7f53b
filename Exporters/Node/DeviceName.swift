/// What a device's name says about it: whether its bytes are counted by another device too.
enum DeviceName {
  /// Whether a network device is hardware (or the end of a container's cable), not a loop, bridge,
  /// bond or tunnel whose packets pass through another device as well.
  static func isNetworkHardware(_ name: String, among all: Set<String>) -> Bool {
    let composed = [
      "lo", "veth", "docker", "br-", "virbr", "cni", "flannel", "cali", "cilium", "lxc", "tap",
      "tun", "wg", "bond", "team", "dummy", "ifb", "vxlan", "geneve", "nodelocaldns", "kube",
      "vnet", "podman",
    ]
    guard !composed.contains(where: name.hasPrefix) else { return false }
    // A VLAN is named after its device: "eth0.100".
    guard let dot = name.firstIndex(of: ".") else { return true }
    return !all.contains(String(name[..<dot]))
  }

  /// Whether a block device is a disk, not a partition nor one composed of others.
  static func isWholeDisk(_ name: String, among all: Set<String>) -> Bool {
    let composed = ["loop", "ram", "zram", "dm-", "md", "sr", "fd", "nbd"]
    guard !composed.contains(where: name.hasPrefix) else { return false }
    // A partition is its disk's name and a number, with a "p" between where the disk ends in a digit.
    var disk = name[...]
    while let last = disk.last, last.isNumber { disk.removeLast() }
    if disk.count == name.count { return true }
    if disk.last == "p", all.contains(String(disk.dropLast())) { return false }
    return disk.isEmpty || !all.contains(String(disk))
  }
}
