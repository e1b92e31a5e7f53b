internal import NodeModel

/// One number of a line of `/proc/diskstats`, behind the device's name.
struct DiskColumn {
  /// What the number counts.
  enum Unit {
    case ones, sectors, milliseconds
  }

  let metric: Metric
  let unit: Unit

  private init(_ unit: Unit, _ name: StaticString, _ help: StaticString) {
    metric = Metric(name, help)
    self.unit = unit
  }

  /// In the kernel's order: 11 columns always, 15 since Linux 4.18, 17 since 5.5.
  static var all: [DiskColumn] {
    [
      .init(.ones, "nodeprobe_disk_reads_total", "Reads completed"),
      .init(.ones, "nodeprobe_disk_reads_merged_total", "Reads merged with a neighbour"),
      .init(.sectors, "nodeprobe_disk_read_bytes_total", "Bytes read"),
      .init(
        .milliseconds, "nodeprobe_disk_read_seconds_total", "Time that all reads took, added up"),
      .init(.ones, "nodeprobe_disk_writes_total", "Writes completed"),
      .init(.ones, "nodeprobe_disk_writes_merged_total", "Writes merged with a neighbour"),
      .init(.sectors, "nodeprobe_disk_written_bytes_total", "Bytes written"),
      .init(
        .milliseconds, "nodeprobe_disk_write_seconds_total", "Time that all writes took, added up"),
      .init(.ones, "nodeprobe_disk_operations_in_progress", "Reads and writes under way"),
      .init(.milliseconds, "nodeprobe_disk_busy_seconds_total", "Time with at least one under way"),
      .init(
        .milliseconds, "nodeprobe_disk_busy_weighted_seconds_total",
        "Time under way times the number under way"),
      .init(.ones, "nodeprobe_disk_discards_total", "Discards completed"),
      .init(.ones, "nodeprobe_disk_discards_merged_total", "Discards merged with a neighbour"),
      .init(.sectors, "nodeprobe_disk_discarded_bytes_total", "Bytes discarded"),
      .init(
        .milliseconds, "nodeprobe_disk_discard_seconds_total",
        "Time that all discards took, added up"),
      .init(.ones, "nodeprobe_disk_flushes_total", "Flushes completed"),
      .init(
        .milliseconds, "nodeprobe_disk_flush_seconds_total", "Time that all flushes took, summed"),
    ]
  }
}

extension Metric {
  static let diskInfo = Metric("nodeprobe_disk_info", "What a disk is")
  static let diskSize = Metric("nodeprobe_disk_size_bytes", "Size of a disk")
}
