internal import CLinux
public import LinuxFiles

/// Anonymous memory of its own mapping, aligned to 2 MiB, given back at the end.
///
/// Fresh pages are the kernel's zero page until they are written: the thread that writes first decides
/// on which NUMA node they lie.
///
/// Sendable: nothing of it changes; who may use the memory is agreed among those who hold it.
@safe public final class Region: @unchecked Sendable {
  /// The first byte.
  public let start: UnsafeMutableRawPointer
  /// Bytes from `start` on.
  public let count: Int
  /// What was asked of the kernel; `hugeShare()` says what it did.
  public let pages: PageSize

  private let mapping: UnsafeMutableRawPointer
  private let mappedBytes: Int
  /// Bytes of a transparent huge page on x86-64, and with 4 KiB pages on arm64.
  public static let hugePageBytes = 2 << 20

  /// Maps `count` bytes. Throws where the kernel or a limit (`ulimit -v`) refuses.
  public init(_ count: Int, pages: PageSize) throws(SystemError) {
    mappedBytes = count + Self.hugePageBytes
    guard
      let mapping = unsafe mmap(
        nil, mappedBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1,
        0),
      unsafe mapping != UnsafeMutableRawPointer(bitPattern: -1)
    else {
      throw SystemError(code: ENOMEM, operation: "map", path: "\(count) bytes")
    }
    unsafe self.mapping = unsafe mapping
    unsafe start = unsafe mapping.alignedUp(toMultipleOf: Self.hugePageBytes)
    self.count = count
    self.pages = pages
    let advice = pages == .huge ? MADV_HUGEPAGE : MADV_NOHUGEPAGE
    unsafe madvise(start, count, advice)
  }

  deinit {
    unsafe munmap(mapping, mappedBytes)
  }
}
