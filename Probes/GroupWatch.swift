public import LinuxFiles

/// Watches what a worker has to read of a divided probe.
public final class GroupWatch: HardwareWatch {
  private let probe: any DividedProbe.Type
  private var signal: KernelFile?
  private var listing: UInt64?
  private var groups: UInt64 = 0

  /// A watch that has seen nothing yet.
  public init(_ probe: any DividedProbe.Type) {
    self.probe = probe
  }

  /// Where the groups are those of a directory of devices.
  public var followsEvents: Bool { probe.watched != nil }

  /// A number for the names of the groups; they are asked for only where the listing changed.
  public func look(below root: borrowing Root, buffer: inout ReadBuffer) -> UInt64? {
    if signal == nil { signal = probe.signal(below: root) }
    if listing != nil, let signal, !signal.hasChanged() { return groups }
    guard let now = probe.listing(below: root, buffer: &buffer) else {
      listing = nil
      return nil
    }
    if now == listing { return groups }
    listing = now
    let names = probe.groups(below: root)
    var fingerprint = Fingerprint()
    for name in names {
      // With an end that no name contains, so that "a", "b" and "ab" are different lists.
      fingerprint.combine((Array(name.utf8) + [0]).span)
    }
    groups = names.isEmpty ? 0 : fingerprint.value | 1
    return groups
  }
}
