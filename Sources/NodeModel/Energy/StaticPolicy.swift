/// Who bears the energy that flows though nobody computes.
public enum StaticPolicy: UInt8, CaseIterable, Sendable {
  /// Jobs by what they reserved; what nobody reserved is unallocated.
  case reserved
  /// Jobs by how long they were there, and by nothing else.
  case equal
  /// Nobody: all of it is unallocated.
  case none

  /// The word in the configuration.
  public var word: String {
    switch self {
    case .reserved: "reserved"
    case .equal: "equal"
    case .none: "none"
    }
  }
}
