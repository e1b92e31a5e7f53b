public import LinuxFiles
public import NodeModel

extension MachineIdentity {
  /// Reads what the machine below a root is.
  ///
  /// Source: `/proc/cpuinfo`; `/sys/devices/system/cpu/present` (CPUs that are switched off draw power as
  /// well) and the topology beside it; the device tree's model; SMBIOS; and what `Virtualization` goes by.
  public init(below root: borrowing Root) {
    let models = ProcessorModel.all(in: root.proc)
    var (online, present, packages) = (0, 0, 1)
    do throws(SystemError) {
      let cpus = try Directory("devices/system/cpu", below: root.sys)
      let topology = ProcessorTopology.Topology(of: cpus)
      (online, packages) = (topology.threads, topology.packages)
      present = Self.count(ofList: cpus.text(of: "present") ?? "")
    } catch {
      // Nothing says how many there are: one is the least.
    }
    let hypervisor = Virtualization.hypervisor(root)
    self.init(
      cpu: CPUIdentity(models.first), threads: max(present, online), packages: packages,
      board: root.sys.text(of: "firmware/devicetree/base/model").flatMap(Self.known),
      firmware: root.sys.text(of: "class/dmi/id/bios_version").flatMap(Self.known),
      isVirtual: hypervisor != nil && hypervisor != "none")
  }

  private static func known(_ text: String) -> String? { text.isEmpty ? nil : text }

  /// How many numbers a list such as "0-3,8-11" has; 0 for what is no list, and for what cannot be.
  static func count(ofList text: String) -> Int {
    var count = 0
    for part in text.split(separator: ",") {
      let ends = part.split(separator: "-", omittingEmptySubsequences: false).map { UInt32($0) }
      guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1],
        first <= last
      else { return 0 }
      count += Int(last - first) + 1
      guard count <= mostThreads else { return 0 }
    }
    return count
  }
}
