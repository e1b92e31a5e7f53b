internal import LinuxFiles
internal import NodeModel

/// The modules of the main memory: how large each is, and how fast it runs.
///
/// Source: `/sys/firmware/dmi/tables/DMI` (SMBIOS), which root alone may read; else, on the running system, what systemd
/// has read of it for everybody, `/run/udev/data/+dmi:id`. A machine without SMBIOS does not say.
final class MemoryModules: Probe {
  static let name: StaticString = "memory_modules"
  static var cadence: Cadence { .seconds(3600) }

  /// A table of a large server has a tenth of it.
  private static let mostBytes = 1 << 20

  private var sizes: [(series: Series, bytes: UInt64)] = []
  private var speeds: [(series: Series, transfers: UInt64)] = []

  init?(below root: borrowing Root, series: inout SeriesTable) throws(SystemError) {
    let modules = try Self.modules(root)
    for (number, module) in modules.enumerated() {
      // The number alone tells them apart: boards name two of them alike.
      let labels: KeyValuePairs = [
        "module": String(number), "locator": module.locator, "bank": module.bank,
      ]
      sizes.append((series.add(.memoryModuleSize, labels), module.bytes))
      if let transfers = module.transfers {
        speeds.append((series.add(.memoryModuleSpeed, labels), transfers))
      }
    }
    if modules.isEmpty { return nil }
  }

  func read(into readings: inout Readings, buffer: inout ReadBuffer) {
    for one in sizes { readings.set(one.series, count: one.bytes) }
    for one in speeds { readings.set(one.series, count: one.transfers) }
  }

  private static func modules(_ root: borrowing Root) throws(SystemError) -> [MemoryModule] {
    do throws(SystemError) {
      let path = root.sys.path(of: "firmware/dmi/tables/DMI")
      return MemoryModule.all(in: try BoundedFile.contents(of: path, limit: mostBytes))
    } catch {
      if root.isLive, let top = try? Directory("/"),
        let text = top.text(of: "run/udev/data/+dmi:id")
      {
        let modules = MemoryModule.all(udev: text)
        if !modules.isEmpty { return modules }
      }
      if error.isAbsent { return [] }
      throw error
    }
  }
}

extension Metric {
  static let memoryModuleSize = Metric(
    "nodeprobe_memory_module_size_bytes", "Size of a module of the main memory")
  static let memoryModuleSpeed = Metric(
    "nodeprobe_memory_module_transfers_per_second",
    "How fast a memory module runs, else how fast it could")
}
