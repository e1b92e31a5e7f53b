internal import NodeModel

/// `hardware`: what a group of like machines is told by, and what may explain a difference within it.
extension ReportFacts {
  func writeHardware(to json: inout JSONWriter) {
    json.key("hardware")
    json.object { json in
      json.member("cpu", word("model_name", of: "nodeprobe_cpu_info"))
      json.member("packages", count: count("nodeprobe_cpu_packages"))
      json.member("cores", count: count("nodeprobe_cpu_cores"))
      json.member("threads", count: count("nodeprobe_cpu_threads"))
      json.member("memory_bytes", count: count("nodeprobe_memory_total_bytes"))
      let accelerators = self.accelerators
      if !accelerators.isEmpty {
        json.key("accelerators")
        json.array { json in
          for model in accelerators.keys.sorted() {
            json.object { json in
              json.member("model", model)
              json.member("count", count: accelerators[model])
            }
          }
        }
      }
      json.member("fingerprint", texts: fingerprint)
    }
  }

  /// How many there are of each model. PCI's display controllers are no accelerators, its 3D controllers and
  /// processing accelerators are (PCI Code and ID Assignment Specification, classes 0302 and 12xx).
  private var accelerators: [String: Int] {
    var counts: [String: Int] = [:]
    let told = all("nodeprobe_accelerator_info")
    for place in told.isEmpty ? acceleratorDevices : told {
      let name = [index.label("vendor", at: place), index.label("model", at: place)]
        .compactMap { $0 }.joined(separator: " ")
      if !name.isEmpty { counts[name, default: 0] += 1 }
    }
    return counts
  }

  private var acceleratorDevices: [Int] {
    all("nodeprobe_pci_device_info").filter { place in
      let classID = index.label("class_id", at: place) ?? ""
      // Parts of a device that was split are no devices more.
      return (classID == "0302" || classID.hasPrefix("12"))
        && index.label("physical_function", at: place) == nil
    }
  }

  /// What can be read of what makes machines of a model differ; the rest is left out.
  private var fingerprint: [String: String] {
    var facts: [String: String] = [:]
    facts["bios"] = word("bios_version", of: "nodeprobe_dmi_info")
    facts["kernel"] = word("release", of: "nodeprobe_node_info")
    facts["microcode"] = words("microcode", of: all("nodeprobe_cpu_info"))
    let policies = all("nodeprobe_cpu_frequency_policy_info")
    facts["governor"] = words("governor", of: policies)
    facts["frequency_driver"] = words("driver", of: policies)
    facts["driver"] = words("driver", of: acceleratorDevices)
    if let cores = count("nodeprobe_cpu_cores"), let threads = count("nodeprobe_cpu_threads") {
      facts["smt"] = threads > cores ? "on" : "off"
    }
    return facts
  }

  func word(_ label: String, of family: String) -> String? {
    all(family).first.flatMap { index.label(label, at: $0) }
  }

  /// All values of a label that occur, each once; nil where none does.
  private func words(_ label: String, of places: [Int]) -> String? {
    let found = Set(places.compactMap { index.label(label, at: $0) })
    return found.isEmpty ? nil : found.sorted().joined(separator: ",")
  }

  private func count(_ family: String) -> UInt64? {
    index.first(family).flatMap { values[$0].double }.flatMap { UInt64(exactly: $0.rounded()) }
  }
}
