internal import LinuxFiles
internal import Synchronization

/// Memory that the cases of a run take turns in.
///
/// The first touch of a page costs 0.3–2 s a GiB, and a run prepares each case in each of its blocks. A
/// region that was given back is therefore kept, one for each page size, and lent again to whoever needs no
/// more and wants it on the same NUMA nodes. It is unmapped when a larger one takes its place, when both page
/// sizes together would need more than the limit, when a case needs the room for memory of its own, and at last
/// with the arena. So cases that are prepared one after the other need as much memory as the greatest.
public final class Arena: Sendable {
  private struct Kept {
    let region: Region
    let placement: Placement
  }
  private let kept = Mutex<[PageSize: Kept]>([:])
  private static let step = 2 << 20

  private let limit: Int

  /// An arena without memory, which never lends and keeps more than `limit` bytes together.
  public init(limit: Int = .max) {
    self.limit = limit
  }

  /// Bytes that are mapped and not lent.
  var keptBytes: Int { kept.withLock { $0.values.reduce(0) { $0 + $1.region.count } } }

  /// Lends at least `bytes`. What they hold is unknown; where they are fresh, the borrower's threads touch
  /// them first, as `placement` says. Throws where the kernel refuses.
  func borrow(
    _ bytes: Int, pages: PageSize, placement: Placement
  ) throws(SystemError) -> Region {
    if let old = kept.withLock({ $0.removeValue(forKey: pages) }),
      old.region.count >= bytes, old.placement == placement
    {
      return old.region
    }
    // Whole huge pages: the kernel gives none for a part.
    let whole = (bytes + Self.step - 1) / Self.step * Self.step
    if keptBytes > limit - whole { empty() }
    return try Region(whole, pages: pages)
  }

  /// Takes back what was lent.
  func giveBack(_ region: Region, placement: Placement) {
    kept.withLock { $0[region.pages] = Kept(region: region, placement: placement) }
  }

  /// Unmaps whatever is not lent.
  public func empty() {
    kept.withLock { $0.removeAll() }
  }
}
