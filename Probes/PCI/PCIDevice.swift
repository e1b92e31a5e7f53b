/// One PCI function: what it is, and how it was when it was looked at.
public struct PCIDevice: Sendable, Equatable {
  /// Virtual functions that a device can split itself into (SR-IOV).
  public struct VirtualFunctions: Sendable, Equatable {
    /// How many there are.
    public let count: UInt64
    /// How many there could be.
    public let limit: UInt64
  }

  public let address: PCIAddress
  public let vendorID: UInt16
  public let deviceID: UInt16
  public let subsystemVendorID: UInt16?
  public let subsystemID: UInt16?
  /// Base class and subclass.
  public let classID: UInt16
  public let programmingInterface: UInt8
  public let revision: UInt8

  /// The names of pci.ids; nil for what it does not list.
  public var vendor: String?
  public var device: String?
  public var subsystem: String?
  public var className: String?

  /// The driver that has the device now.
  public var driver: String?
  /// The kernel modules that could drive it, in the order of the kernel's list.
  public var modules: [String] = []
  /// The physical slot's name.
  public var slot: String?
  public var numaNode: Int?
  public var iommuGroup: Int?

  /// The port or bridge right above; nil below a host bridge.
  public var parent: PCIAddress?
  /// Nil where there is no PCI Express link, or the device sleeps.
  public var link: PCILink?
  /// In what the link stays behind both of its ends; nil where that cannot be judged.
  public var shortfall: PCILink.Shortfall?
  public var powerState: PCIPowerState?
  public var virtualFunctions: VirtualFunctions?
  /// The device whose virtual function this is.
  public var physicalFunction: PCIAddress?

  /// What the device is for.
  public var kind: PCIKind { PCIKind(classID: classID) }
}
