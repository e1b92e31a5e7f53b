internal import LinuxFiles
internal import NodeModel

/// The memory of each NUMA node, and how often allocations missed the node that was wanted.
///
/// Source: `/sys/devices/system/node/nodeN/{meminfo,numastat}`; Linux
/// `Documentation/admin-guide/numastat.rst`.
final class MemoryNodes: Probe {
  static let name: StaticString = "numa"
  static var cadence: Cadence { .seconds(10) }

  private struct Table {
    let path: String
    let lines: KeyedLines
  }
  private let nodes: Directory
  private let fingerprint: UInt64?
  private var tables: [Table] = []

  init?(below root: borrowing Root, series: inout SeriesTable) throws(SystemError) {
    guard root.sys.contains("devices/system/node") else { return nil }
    let nodes = try Directory("devices/system/node", below: root.sys)
    var buffer = ReadBuffer()
    fingerprint = nodes.fingerprint(buffer: &buffer)
    let names = nodes.names().filter { $0.hasPrefix("node") && UInt($0.dropFirst(4)) != nil }
    var tables: [Table] = []
    for name in names {
      let labels = [Label("node", String(name.dropFirst(4)))]
      // Each line of meminfo begins with "Node 0".
      for (file, prefixWords) in [("/meminfo", 2), ("/numastat", 0)] {
        guard let text = try? nodes.contents(of: name + file, into: &buffer) else { continue }
        let lines = KeyedLines(text, prefixWords: prefixWords, series: &series) { key, unit in
          Self.metric(for: key).map {
            .init($0, labels: labels, multiplier: unit == "kB" ? 1024 : 1)
          }
        }
        tables.append(Table(path: name + file, lines: lines))
      }
    }
    self.tables = tables
    self.nodes = nodes
    if tables.isEmpty { return nil }
  }

  func read(into readings: inout Readings, buffer: inout ReadBuffer) {
    if let seen = nodes.fingerprint(buffer: &buffer), seen != fingerprint {
      readings.discoverAgain()
    }
    for table in tables {
      do {
        table.lines.read(try nodes.contents(of: table.path, into: &buffer), into: &readings)
      } catch {
        table.lines.fail(error, in: &readings)
      }
    }
  }

  private static func metric(for row: String) -> Metric? {
    switch row {
    case "MemTotal:": Metric("nodeprobe_memory_node_total_bytes", "Memory of a NUMA node")
    case "MemFree:": Metric("nodeprobe_memory_node_free_bytes", "Unused memory of a NUMA node")
    case "MemUsed:": Metric("nodeprobe_memory_node_used_bytes", "Used memory of a NUMA node")
    case "FilePages:": Metric("nodeprobe_memory_node_file_bytes", "Pages of files on a NUMA node")
    case "AnonPages:": Metric("nodeprobe_memory_node_anon_bytes", "Anonymous memory of a NUMA node")
    case "Shmem:": Metric("nodeprobe_memory_node_shared_bytes", "Shared memory of a NUMA node")
    case "Slab:": Metric("nodeprobe_memory_node_slab_bytes", "Kernel data of a NUMA node")
    case "SReclaimable:":
      Metric("nodeprobe_memory_node_slab_reclaimable_bytes", "Kernel data that can be reclaimed")
    case "Dirty:": Metric("nodeprobe_memory_node_dirty_bytes", "Memory that waits to be written")
    case "HugePages_Total:": Metric("nodeprobe_memory_node_huge_pages", "Huge pages of a NUMA node")
    case "HugePages_Free:":
      Metric("nodeprobe_memory_node_huge_pages_free", "Unused huge pages of a NUMA node")
    case "numa_hit":
      Metric("nodeprobe_memory_node_hits_total", "Pages that came from the wanted node")
    case "numa_miss":
      Metric("nodeprobe_memory_node_misses_total", "Pages that were wanted from another node")
    case "numa_foreign":
      Metric("nodeprobe_memory_node_foreign_total", "Pages wanted here that came from elsewhere")
    case "interleave_hit":
      Metric("nodeprobe_memory_node_interleave_hits_total", "Interleaved pages that came as wanted")
    case "local_node":
      Metric("nodeprobe_memory_node_local_total", "Pages for programs that ran on this node")
    case "other_node":
      Metric("nodeprobe_memory_node_other_total", "Pages for programs that ran on another node")
    default: nil
    }
  }
}
