import Exporters
import Probes

extension PCIDevice {
  /// Writes the device as one object; numbers of the PCI world are hexadecimal strings, as everywhere.
  func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("address", address.description)
      writer.member("vendor_id", vendorID.hexadecimal)
      writer.member("device_id", deviceID.hexadecimal)
      writer.member("subsystem_vendor_id", subsystemVendorID?.hexadecimal)
      writer.member("subsystem_id", subsystemID?.hexadecimal)
      writer.member("class_id", classID.hexadecimal)
      writer.member("revision", revision.hexadecimal)
      writer.member("vendor", vendor)
      writer.member("device", device)
      writer.member("subsystem", subsystem)
      writer.member("class", className)
      writer.member("prog_if", programmingInterface.hexadecimal)
      writer.member("driver", driver)
      if !modules.isEmpty {
        writer.key("modules")
        writer.array { writer in
          for module in modules { writer.string(module) }
        }
      }
      writer.member("slot", slot)
      writer.member("numa_node", count: numaNode)
      writer.member("iommu_group", count: iommuGroup)
      if let link {
        writer.key("link")
        link.write(shortfall, to: &writer)
      }
    }
  }
}

extension PCILink {
  /// Writes what is known of the link, and where it could be judged, whether it stays behind.
  func write(_ shortfall: Shortfall?, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("width_lanes", count: width)
      writer.member("max_width_lanes", count: maxWidth)
      writer.member("transfers_per_second", count: speed)
      writer.member("max_transfers_per_second", count: maxSpeed)
      if let shortfall { writer.member("degraded", flag: !shortfall.isEmpty) }
    }
  }
}
