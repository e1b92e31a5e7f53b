public import LinuxFiles
public import NodeModel

/// Why a machine has no meter of a kind at all.
public enum PowerAbsence {
  /// The hypervisor's doing in a virtual machine, which is never shown the counters of the machine below it
  /// unless somebody wants it to be; else there is none.
  public static func reason(below root: borrowing Root) -> FailureReason {
    switch Virtualization.hypervisor(root) {
    case nil, "none": .absent
    default: .inVirtualMachine
    }
  }
}
