/// One PCI function: what it is, and how it was when it was looked at.
public struct PCIDevice: Sendable, Equatable {
  /// Virtual functions that a device can split itself into (SR-IOV).
  public struct VirtualFunctions: Sendable, Equatable {
    /// How many there are.
    public let count: UInt64
    /// How many there could be.
    public let limit: UInt64
  }

  /// Where it sits.
  public let address: PCIAddress
  /// Who made the chip.
  public let vendorID: UInt16
  /// Which chip of the vendor's it is.
  public let deviceID: UInt16
  /// Who made the card; nil where the device does not say.
  public let subsystemVendorID: UInt16?
  /// Which card of that vendor's it is.
  public let subsystemID: UInt16?
  /// Base class and subclass.
  public let classID: UInt16
  /// Which registers the class has, for classes with a choice.
  public let programmingInterface: UInt8
  /// The chip's revision.
  public let revision: UInt8

  /// The vendor's name in pci.ids; nil where that does not list it, as with the names that follow.
  public var vendor: String?
  /// The chip's name.
  public var device: String?
  /// The card's name.
  public var subsystem: String?
  /// The name of the class.
  public var className: String?

  /// The driver that has the device now.
  public var driver: String?
  /// The kernel modules that could drive it, in the order of the kernel's list.
  public var modules: [String] = []
  /// The physical slot's name.
  public var slot: String?
  /// The memory that is near; nil where the firmware does not say.
  public var numaNode: Int?
  /// The devices that can be given to a virtual machine only together share one.
  public var iommuGroup: Int?

  /// The port or bridge right above; nil below a host bridge.
  public var parent: PCIAddress?
  /// Nil where there is no PCI Express link, or the device sleeps.
  public var link: PCILink?
  /// In what the link stays behind both of its ends; nil where that cannot be judged.
  public var shortfall: PCILink.Shortfall?
  /// How far it sleeps; nil where the kernel does not know.
  public var powerState: PCIPowerState?
  /// Nil where the device cannot split itself.
  public var virtualFunctions: VirtualFunctions?
  /// The device whose virtual function this is.
  public var physicalFunction: PCIAddress?

  /// What the device is for.
  public var kind: PCIKind { PCIKind(classID: classID) }
}
