internal import CKernels

/// A ring of cache lines, and where a chase along it has come to.
///
/// Sendable: while a team runs, only the thread that chases calls it; the team's gate orders that with what
/// the runner's thread reads before and after.
@safe final class ChaseRing: @unchecked Sendable {
  /// Lines, each visited once in a round.
  let count: Int
  private let lines: UnsafeMutablePointer<ckernels_link>
  private let order: UnsafeMutablePointer<UInt32>
  private var position: UnsafePointer<ckernels_link>
  private var expected = 0

  static let lineBytes = unsafe MemoryLayout<ckernels_link>.stride

  /// Bytes that a ring of so many bytes takes while it is built, in whole pages.
  static func span(of bytes: Int) -> Int {
    let lines = bytes / lineBytes
    return (lines * (lineBytes + MemoryLayout<UInt32>.stride) + 4095) / 4096 * 4096
  }

  /// A ring through `bytes` from `start` on; `build` joins it. Behind it lies room for its order.
  init(at start: UnsafeMutableRawPointer, bytes: Int) {
    count = bytes / Self.lineBytes
    unsafe lines = start.assumingMemoryBound(to: ckernels_link.self)
    unsafe order = start.advanced(by: count * Self.lineBytes).assumingMemoryBound(to: UInt32.self)
    unsafe position = UnsafePointer(lines)
  }

  /// Joins the lines in an order that the seed determines, drawn evenly from all. They are written in that
  /// order, so that the caches are left as one round leaves them.
  func build(seed: UInt64) {
    unsafe ckernels_ring(lines, order, count, seed)
    unsafe position = UnsafePointer(lines).advanced(by: Int(order[0]))
    expected = 0
  }

  /// Goes on from where the last chase ended.
  func follow(steps: Int) {
    unsafe position = ckernels_chase(position, steps)
    expected = (expected + steps) % count
  }

  /// How many steps the position lies behind the beginning of the ring, as its line says.
  var place: Int { unsafe Int(position.pointee.place) }

  /// Whether exactly the steps asked for were taken, none left out and none twice.
  var isWhereExpected: Bool { place == expected }
}
