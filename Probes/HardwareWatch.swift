public import LinuxFiles

/// Sees whether there is something for a worker to read, and whether it is still the same.
///
/// Both sides look: the agent to know whether a worker is wanted at all, the worker for what is new. A look
/// must not wait for the hardware, and allocates nothing where nothing changed.
public protocol HardwareWatch: AnyObject {
  /// A number that is another one when hardware came, went or was replaced; 0 where there is none, nil
  /// where that cannot be told now.
  func look(below root: borrowing Root, buffer: inout ReadBuffer) -> UInt64?

  /// Whether the kernel sends an event with each change, so that no look is wanted while it sends none.
  var followsEvents: Bool { get }
}

/// Watches a directory whose entries are the devices.
public final class FolderWatch: HardwareWatch {
  private let path: String

  /// - Parameter path: The directory below sysfs.
  public init(_ path: String) {
    self.path = path
  }

  /// What is below sysfs is made known by events.
  public var followsEvents: Bool { true }

  /// A number for the entries, replaced ones included.
  public func look(below root: borrowing Root, buffer: inout ReadBuffer) -> UInt64? {
    root.sys.fingerprint(of: path, buffer: &buffer)
  }
}
