internal import CLinux
internal import LinuxFiles
internal import NodeModel

/// What the kernel's memory management did: faults, paging, swapping, reclaim, kills.
///
/// Source: `/proc/vmstat`, counts of events or of pages, `pgpgin` and `pgpgout` in KiB; Linux
/// `mm/vmstat.c`. Of its 200 rows those that tell why a node is slow.
final class VirtualMemory: Probe {
  static let name: StaticString = "vmstat"
  static var cadence: Cadence { .seconds(10) }

  private let file: ReopenedFile
  private let lines: KeyedLines

  init?(below root: borrowing Root, series: inout SeriesTable) throws(SystemError) {
    guard let file = try ReopenedFile("vmstat", below: root.proc) else { return nil }
    let pageSize = UInt64(max(1, sysconf(Int32(_SC_PAGESIZE))))
    var buffer = ReadBuffer()
    lines = KeyedLines(try file.contents(into: &buffer), series: &series) { key, _ in
      Self.target(for: key, pageSize: pageSize)
    }
    self.file = file
  }

  func read(into readings: inout Readings, buffer: inout ReadBuffer) {
    do {
      lines.read(try file.contents(into: &buffer), into: &readings)
    } catch {
      readings.failAll(error)
    }
  }

  private static func target(for row: String, pageSize: UInt64) -> KeyedLines.Target? {
    if let zone = row.split(separator: "_", maxSplits: 1).last, row.hasPrefix("allocstall_") {
      return .init(.allocationStalls, labels: [Label("zone", String(zone))])
    }
    switch row {
    case "pgpgin": return .init(.pagedIn, multiplier: 1024)
    case "pgpgout": return .init(.pagedOut, multiplier: 1024)
    case "pswpin": return .init(.swappedIn, multiplier: pageSize)
    case "pswpout": return .init(.swappedOut, multiplier: pageSize)
    default: return metric(for: row).map { .init($0) }
    }
  }

  private static func metric(for row: String) -> Metric? {
    switch row {
    case "pgfault": Metric("nodeprobe_page_faults_total", "Page faults, minor and major")
    case "pgmajfault":
      Metric("nodeprobe_page_faults_major_total", "Page faults that had to wait for storage")
    case "oom_kill": Metric("nodeprobe_oom_kills_total", "Processes killed for want of memory")
    case "pgscan_kswapd":
      Metric("nodeprobe_pages_scanned_background_total", "Pages looked at by kswapd")
    case "pgscan_direct":
      Metric("nodeprobe_pages_scanned_direct_total", "Pages looked at by allocating programs")
    case "pgsteal_kswapd":
      Metric("nodeprobe_pages_reclaimed_background_total", "Pages reclaimed by kswapd")
    case "pgsteal_direct":
      Metric("nodeprobe_pages_reclaimed_direct_total", "Pages reclaimed by allocating programs")
    case "workingset_refault_anon":
      Metric("nodeprobe_refaults_anon_total", "Anonymous pages read back soon after reclaim")
    case "workingset_refault_file", "workingset_refault":
      Metric("nodeprobe_refaults_file_total", "Pages of files read back soon after reclaim")
    case "compact_stall": Metric("nodeprobe_compaction_stalls_total", "Waits for compaction")
    case "compact_fail": Metric("nodeprobe_compaction_failures_total", "Compactions in vain")
    case "compact_success":
      Metric("nodeprobe_compaction_successes_total", "Compactions that helped")
    case "thp_fault_alloc":
      Metric("nodeprobe_huge_page_faults_total", "Faults answered with a huge page")
    case "thp_fault_fallback":
      Metric("nodeprobe_huge_page_fallbacks_total", "Faults that found no huge page")
    case "thp_split_page": Metric("nodeprobe_huge_page_splits_total", "Huge pages split up")
    case "numa_hint_faults": Metric("nodeprobe_numa_hint_faults_total", "Faults of NUMA balancing")
    case "numa_hint_faults_local":
      Metric("nodeprobe_numa_hint_faults_local_total", "Faults of NUMA balancing on the right node")
    case "numa_pages_migrated":
      Metric("nodeprobe_numa_pages_migrated_total", "Pages moved by NUMA balancing")
    case "zswpin": Metric("nodeprobe_zswap_in_pages_total", "Pages read back from zswap")
    case "zswpout": Metric("nodeprobe_zswap_out_pages_total", "Pages put into zswap")
    default: nil
    }
  }
}

extension Metric {
  static let pagedIn = Metric(
    "nodeprobe_paged_in_bytes_total", "Bytes read from block devices")
  static let pagedOut = Metric(
    "nodeprobe_paged_out_bytes_total", "Bytes written to block devices")
  static let swappedIn = Metric("nodeprobe_swapped_in_bytes_total", "Bytes read back from swap")
  static let swappedOut = Metric("nodeprobe_swapped_out_bytes_total", "Bytes written to swap")
  static let allocationStalls = Metric(
    "nodeprobe_allocation_stalls_total", "Allocations that had to reclaim memory themselves")
}
