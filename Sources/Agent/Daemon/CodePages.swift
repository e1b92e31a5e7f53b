internal import CLinux
internal import LinuxFiles

/// Gives the kernel back the pages of programs and libraries that are used seldom: what only start-up or the
/// closing of an hour needed. What is used again comes from the page cache.
///
/// Code, and the mapping with which a file begins: its names, which only the dynamic linker reads. Read-only
/// mappings further up may hold relocations, which exist nowhere else; those of a file of one page begin at
/// offset 0 too.
struct CodePages {
  /// Between two times, in nanoseconds: what comes back costs about a hundred page faults.
  private static let interval: UInt64 = 300_000_000_000
  private var next: UInt64?

  /// Gives back once the interval has passed since the last time; the first call only starts the clock.
  mutating func giveBackSometimes(at now: UInt64) {
    guard let next else {
      next = now + Self.interval
      return
    }
    guard now >= next else { return }
    self.next = now + Self.interval
    Self.giveBack()
  }

  static func giveBack() {
    guard let proc = try? Directory("/proc/self") else { return }
    var buffer = ReadBuffer()
    guard let maps = try? proc.contents(of: "maps", into: &buffer) else { return }
    var scanner = ByteScanner(maps)
    var previous: UInt64 = 0
    while !scanner.isAtEnd {
      guard let start = scanner.hexadecimal(), scanner.skip("-"),
        let end = scanner.hexadecimal(), end > start
      else { return }
      scanner.skipBlanks()
      let isCode = scanner.skip("r-xp ")
      let isReadOnly = !isCode && scanner.skip("r--p ")
      if !isCode && !isReadOnly { scanner.skipWord() }
      scanner.skipBlanks()
      guard let offset = scanner.hexadecimal() else { return }
      scanner.skipWord()
      let file = scanner.unsigned() ?? 0
      let isBeginning = isReadOnly && offset == 0 && file != previous
      if isCode || isBeginning, file != 0 {
        let address = unsafe UnsafeMutableRawPointer(bitPattern: UInt(start))
        unsafe madvise(address, Int(end - start), MADV_DONTNEED)
      }
      previous = file
      scanner.skipLine()
    }
  }
}
