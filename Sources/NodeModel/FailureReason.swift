/// Why a reading is not there, in the words of the `reason` label.
public enum FailureReason: UInt8, CaseIterable, Sendable {
  /// The kernel does not let this user read it.
  case accessDenied
  /// The hardware or the kernel interface is not there.
  case absent
  /// The source answered, but with an old value.
  case stale
  /// A counter that must move stands still.
  case stuck
  /// A value that the hardware cannot have.
  case implausible
  /// The hypervisor hides it.
  case inVirtualMachine
  /// A read that did not come back within its deadline.
  case hung
  /// The worker that read it died.
  case crashed
  /// The kernel or driver returned an input/output error.
  case inputOutput
  /// The text could not be understood.
  case garbled
  /// The driver says that there is no value now.
  case unavailable
  /// The sensor's own fault flag is set.
  case fault
  /// The same series was declared twice.
  case duplicate
  /// It was switched off in the configuration.
  case disabled
  /// No model was fitted on this node.
  case notCalibrated
  /// What was found out on another machine, or before this one was changed.
  case otherMachine
  /// It would take more of something than it may.
  case limited

  /// The word on the page.
  public var word: String {
    switch self {
    case .accessDenied: "eacces"
    case .absent: "absent"
    case .stale: "stale"
    case .stuck: "stuck"
    case .implausible: "implausible"
    case .inVirtualMachine: "in_vm"
    case .hung: "hung"
    case .crashed: "crashed"
    case .inputOutput: "io"
    case .garbled: "garbled"
    case .unavailable: "unavailable"
    case .fault: "fault"
    case .duplicate: "duplicate"
    case .disabled: "disabled"
    case .notCalibrated: "not_calibrated"
    case .otherMachine: "other_machine"
    case .limited: "limit"
    }
  }
}
