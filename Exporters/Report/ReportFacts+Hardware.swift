internal import NodeModel

/// `hardware`: what a group of like machines is told by, and what may explain a difference within it.
extension ReportFacts {
  /// - Parameters:
  ///   - idle: what the node draws without activity; nil where that is not known.
  ///   - benchmark: the version that all benchmarks were made with; nil where there is no such.
  func writeHardware(idle: NodeIdlePower?, benchmark: String?, to json: inout JSONWriter) {
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
      if let idle {
        // It is learnt in milliwatts.
        json.member("idle_watts", Double(idle.microwatts / 1000) / 1e3)
        json.key("idle_domains")
        json.array { json in for domain in idle.domains { json.string(domain.word) } }
      }
      var fingerprint = self.fingerprint
      // Another version may have another kernel of a product.
      fingerprint["benchmark"] = benchmark
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
    facts["driver"] = drivers
    facts["memory"] = memory
    if let cores = count("nodeprobe_cpu_cores"), let threads = count("nodeprobe_cpu_threads") {
      facts["smt"] = threads > cores ? "on" : "off"
    }
    return facts
  }

  /// Drivers of accelerators with their versions: "nvidia 570.86.15".
  private var drivers: String? {
    let found = Set(
      acceleratorDevices.compactMap { place in
        index.label("driver", at: place).map { driver in
          [driver, index.label("driver_version", at: place)].compactMap { $0 }
            .joined(separator: " ")
        }
      })
    return found.isEmpty ? nil : found.sorted().joined(separator: ",")
  }

  /// How many modules of which size, and how fast the slowest of them runs: "2 × 16 GiB + 6 × 32 GiB 4800 MT/s". Where
  /// nobody may read SMBIOS, what memory controllers say of sizes.
  private var memory: String? {
    let told = index.all("nodeprobe_memory_module_size_bytes")
    var counts: [UInt64: Int] = [:]
    for place in told.isEmpty ? index.all("nodeprobe_edac_dimm_size_bytes") : told {
      if case .count(let bytes) = values[place], bytes >= 1 << 20 { counts[bytes, default: 0] += 1 }
    }
    guard !counts.isEmpty else { return nil }
    let sizes = counts.keys.sorted().map { bytes in
      let isWhole = bytes % (1 << 30) == 0
      return "\(counts[bytes] ?? 0) × \(bytes >> (isWhole ? 30 : 20)) \(isWhole ? "GiB" : "MiB")"
    }
    let speed = index.all("nodeprobe_memory_module_transfers_per_second")
      .compactMap { values[$0].double }.min()
    let words = speed.flatMap { UInt64(exactly: ($0 / 1e6).rounded()) }.map { " \($0) MT/s" }
    return sizes.joined(separator: " + ") + (words ?? "")
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
