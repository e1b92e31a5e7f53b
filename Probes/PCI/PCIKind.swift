/// What a device is for, as far as a node's report tells devices apart.
///
/// Source: PCI Code and ID Assignment Specification, base classes and subclasses.
public enum PCIKind: String, Sendable {
  /// Base class 03: display and 3D controllers.
  case gpu
  /// Base class 12: processing accelerators.
  case accelerator
  /// Base class 02: Ethernet, InfiniBand and the like.
  case network
  /// Class 0108: non-volatile memory.
  case nvme
  /// The rest of base class 01.
  case storage
  /// Base class 06.
  case bridge
  case other

  /// Recognises a kind by the four digits of the class.
  public init(classID: UInt16) {
    switch classID >> 8 {
    case 0x01: self = classID == 0x0108 ? .nvme : .storage
    case 0x02: self = .network
    case 0x03: self = .gpu
    case 0x06: self = .bridge
    case 0x12: self = .accelerator
    default: self = .other
    }
  }
}
