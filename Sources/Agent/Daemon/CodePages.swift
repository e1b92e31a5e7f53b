internal import CLinux
internal import LinuxFiles

/// Gives the kernel back the code that only start-up needed; what is used again comes from the page cache.
///
/// Executable mappings only: read-only ones hold relocations that exist nowhere else.
enum CodePages {
  static func giveBack() {
    guard let proc = try? Directory("/proc/self") else { return }
    var buffer = ReadBuffer()
    guard let maps = try? proc.contents(of: "maps", into: &buffer) else { return }
    var scanner = ByteScanner(maps)
    while !scanner.isAtEnd {
      guard let start = scanner.hexadecimal(), scanner.skip("-"),
        let end = scanner.hexadecimal(), end > start
      else { return }
      if scanner.skip(" r-xp "), scanner.skip(past: "/") {
        let address = unsafe UnsafeMutableRawPointer(bitPattern: UInt(start))
        unsafe madvise(address, Int(end - start), MADV_DONTNEED)
      }
      scanner.skipLine()
    }
  }
}
