internal import NodeModel

/// `inventory`: the PCI devices, in the form of `probe pci --json` (docs/schema/pci.json). What the agent does not
/// keep, such as the names of subsystems, is left out.
extension ReportFacts {
  func writeInventory(to json: inout JSONWriter) {
    let devices = all("nodeprobe_pci_device_info")
    guard !devices.isEmpty else { return }
    let links = Links(index)
    json.key("inventory")
    json.array { json in
      for place in devices {
        json.object { json in write(device: place, links, &json) }
      }
    }
  }

  private func write(device place: Int, _ links: Links, _ json: inout JSONWriter) {
    func label(_ name: String) -> String? { index.label(name, at: place) }
    let address = label("device")
    json.member("address", address)
    json.member("vendor_id", label("vendor_id"))
    json.member("device_id", label("device_id"))
    json.member("subsystem_vendor_id", label("subsystem_vendor_id"))
    json.member("subsystem_id", label("subsystem_id"))
    json.member("class_id", label("class_id"))
    json.member("revision", label("revision"))
    json.member("vendor", label("vendor"))
    json.member("device", label("model"))
    json.member("class", label("class"))
    json.member("driver", label("driver"))
    json.member("slot", label("slot"))
    json.member("numa_node", count: label("numa_node").flatMap { UInt32($0) })
    json.member("iommu_group", count: label("iommu_group").flatMap { UInt32($0) })
    guard let address, let width = number(links.width[address]) else { return }
    json.key("link")
    json.object { json in
      json.member("width_lanes", width)
      json.member("max_width_lanes", number(links.maxWidth[address]))
      json.member("transfers_per_second", number(links.speed[address]))
      json.member("max_transfers_per_second", number(links.maxSpeed[address]))
      if let degraded = number(links.degraded[address]) {
        json.member("degraded", flag: degraded == 1)
      }
    }
  }

  private func number(_ place: Int?) -> Double? { place.flatMap { values[$0].double } }

  /// Where what is known of links stands, by the device's address.
  private struct Links {
    let width, maxWidth, speed, maxSpeed, degraded: [String: Int]

    init(_ index: SeriesIndex) {
      width = index.byDevice("nodeprobe_pci_link_width_lanes")
      maxWidth = index.byDevice("nodeprobe_pci_link_max_width_lanes")
      speed = index.byDevice("nodeprobe_pci_link_transfers_per_second")
      maxSpeed = index.byDevice("nodeprobe_pci_link_max_transfers_per_second")
      degraded = index.byDevice("nodeprobe_pci_link_degraded")
    }
  }
}
