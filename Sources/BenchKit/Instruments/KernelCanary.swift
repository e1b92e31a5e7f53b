internal import CKernels
internal import CLinux
public import LinuxFiles
internal import Synchronization

/// The canary by the kernels in `canary.c`: 2 ms for all of it.
public final class KernelCanary: Canary {
  /// Each burst is done this often and the middle one counts, so that one interrupt changes nothing.
  private static let bursts = 3
  /// Rounds of a third of a millisecond at 4 flop a cycle and 3 GHz.
  private static let multiplyRounds: UInt64 = 100_000
  private static let additions: UInt64 = 320_000
  private static let bounces: UInt64 = 1_000
  /// Where the arithmetic is slower by more than this, as in an emulator, the bursts are shorter instead.
  private static let slowest = 8.0
  /// Bytes read at most: larger caches are known by a part of them.
  private static let readLimit = 8 << 20

  private let cached: Region
  /// The cache line that two CPUs pass to each other; the rest of the page is nobody's.
  private let line: Region
  /// What the rounds are divided by: 1 on every machine that is one.
  private let divisor: UInt64

  /// Bytes that it keeps allocated.
  public var bytes: Int { cached.count + line.count }

  /// Takes a set of the size of the machine's last cache, or a part of it.
  public init(on machine: Machine) throws(SystemError) {
    let cache = machine.caches.last?.bytes ?? Self.readLimit
    let bytes = max(1 << 16, min(Self.readLimit, cache / 2)) / 4096 * 4096
    cached = try Region(bytes, pages: .huge)
    line = try Region(4096, pages: .base)
    divisor = Self.divisor()
    unsafe cached.start.initializeMemory(as: UInt8.self, repeating: 1, count: bytes)
    unsafe line.start.initializeMemory(as: UInt8.self, repeating: 0, count: 4096)
  }

  /// Does the work on every CPU of the team at once, then passes a cache line between the first two.
  public func note(on team: ThreadTeam) -> CanaryNote {
    let blank = CanaryNote.Place(multiply: 0, clock: 0, read: 0)
    let places = Mutex([CanaryNote.Place](repeating: blank, count: team.cpus.count))
    let start = unsafe UInt(bitPattern: cached.start)
    let count = UInt64(cached.count)
    team.run(on: team.cpus.count) { [divisor] index in
      let place = Self.work(reading: start, count, dividedBy: divisor)
      places.withLock { $0[index] = place }
    }
    return CanaryNote(
      places: places.withLock { $0 }, bounce: team.cpus.count > 1 ? bounce(on: team) : nil)
  }

  /// By a part of a burst, which should take a third of a millisecond when it is whole.
  private static func divisor() -> UInt64 {
    let part: UInt64 = 64
    let slowness =
      middle { _ = ckernels_canary_multiply(multiplyRounds / part) } * Double(part) * 3e3
    return slowness > slowest ? min(part, UInt64(slowness)) : 1
  }

  private static func work(
    reading start: UInt, _ count: UInt64, dividedBy divisor: UInt64
  ) -> CanaryNote.Place {
    let (multiplyRounds, additions) = (multiplyRounds / divisor, additions / divisor)
    let multiply = middle { _ = ckernels_canary_multiply(multiplyRounds) }
    let add = middle { _ = ckernels_canary_add(additions) }
    let read = middle {
      _ = unsafe ckernels_canary_read(UnsafeRawPointer(bitPattern: start), count)
    }
    return CanaryNote.Place(
      multiply: Double(multiplyRounds) * Double(ckernels_canary_round) / multiply,
      clock: Double(additions) / add, read: Double(count) / read)
  }

  private static func middle(_ work: () -> Void) -> Double {
    var times: [Double] = []
    for _ in 0..<bursts {
      let start = clinux_monotonic_nanoseconds()
      work()
      times.append(Double(clinux_monotonic_nanoseconds() - start) / 1e9)
    }
    return Sample.median(of: times)
  }

  private func bounce(on team: ThreadTeam) -> Double? {
    let times = (0..<Self.bursts).compactMap { _ in burstOfBounces(on: team) }
    return times.count == Self.bursts ? Sample.median(of: times) : nil
  }

  private func burstOfBounces(on team: ThreadTeam) -> Double? {
    let address = unsafe UInt(bitPattern: line.start)
    unsafe line.start.storeBytes(of: 0, as: UInt64.self)
    let turns = Mutex<UInt64>(Self.bounces)
    let time = team.run(on: 2) { index in
      let line = unsafe UnsafeMutablePointer<UInt64>(bitPattern: address)
      let done = unsafe ckernels_canary_bounce(line, UInt64(index), Self.bounces)
      turns.withLock { $0 = min($0, done) }
    }
    guard turns.withLock({ $0 }) == Self.bounces else { return nil }
    return time.seconds / Double(2 * Self.bounces)
  }
}
