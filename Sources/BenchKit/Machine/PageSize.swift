/// Which pages lie below a buffer; it changes DRAM figures by a third and latency by more.
public enum PageSize: String, Sendable {
  /// The architecture's own, 4 KiB on x86-64.
  case base
  /// Transparent huge pages (`madvise(MADV_HUGEPAGE)`), 2 MiB on x86-64.
  case huge
}
