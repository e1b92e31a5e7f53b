/// What `lspci -Dnnvmmk` printed.
struct LspciRecords {
  /// One device: each key with its values.
  struct Record {
    var fields: [String: [String]] = [:]

    /// The members that `probe pci --json` must show for it, links left out.
    var asJSON: [String: Any] {
      var json: [String: Any] = [:]
      json["address"] = fields["Slot"]?.first
      json["revision"] = fields["Rev"]?.first ?? "00"
      json["prog_if"] = fields["ProgIf"]?.first ?? "00"
      json["slot"] = fields["PhySlot"]?.first
      json["driver"] = fields["Driver"]?.first
      json["modules"] = fields["Module"]
      json["numa_node"] = fields["NUMANode"]?.first.flatMap { Int($0) }
      json["iommu_group"] = fields["IOMMUGroup"]?.first.flatMap { Int($0) }
      (json["class"], json["class_id"]) = named("Class", unknown: "Class")
      (json["vendor"], json["vendor_id"]) = named("Vendor", unknown: "Vendor")
      (json["device"], json["device_id"]) = named("Device", unknown: "Device")
      (json["subsystem"], json["subsystem_id"]) = named("SDevice", unknown: "Device")
      json["subsystem_vendor_id"] = named("SVendor", unknown: "Vendor").id
      return json
    }

    /// "Virtio 1.0 socket [1053]" in its two parts; lspci writes `unknown` where it has no name.
    private func named(_ key: String, unknown: String) -> (name: String?, id: String?) {
      guard let text = fields[key]?.first, text.hasSuffix("]"),
        let bracket = text.lastIndex(of: "[")
      else { return (nil, nil) }
      let name = text[..<bracket].dropLast()
      let id = text[text.index(after: bracket)...].dropLast()
      return (name == unknown ? nil : String(name), String(id))
    }
  }

  let records: [Record]
  var addresses: [String] { records.compactMap { $0.fields["Slot"]?.first } }

  init(_ text: String) {
    var records: [Record] = []
    var record = Record()
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if let colon = line.firstIndex(of: ":") {
        let value = line[line.index(after: colon)...].drop { $0 == "\t" || $0 == " " }
        record.fields[String(line[..<colon]), default: []].append(String(value))
      } else if !record.fields.isEmpty {
        records.append(record)
        record = Record()
      }
    }
    if !record.fields.isEmpty { records.append(record) }
    self.records = records
  }
}
