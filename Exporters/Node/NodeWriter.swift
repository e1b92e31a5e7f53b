internal import NodeModel

/// Writes the parts of the node document, each from the places where its readings stand.
struct NodeWriter {
  let places: NodePlaces
  let values: [Value]
  let wallTime: UInt64

  init(places: NodePlaces, snapshot: Snapshot) {
    self.places = places
    values = snapshot.values
    wallTime = snapshot.wallTime
  }

  /// Who the node is.
  func writeIdentity(_ json: inout JSONWriter) {
    json.key("identity")
    json.object { json in
      for (name, word) in places.identity { json.member(name, text(word)) }
      json.member("uptime_seconds", age(places.bootTime))
    }
  }

  /// What it computes with and how busy that is.
  func writeProcessors(_ json: inout JSONWriter) {
    json.key("cpu")
    json.object { json in
      for (name, word) in places.cpuWords { json.member(name, text(word)) }
      writeNumbers(places.cpuCounts, &json)
      json.member(
        "utilization_ratio", places.layout.utilization.flatMap(value).map { rounded($0, 4) })
      let load = places.load.compactMap(value)
      guard load.count == 3 else { return }
      json.key("load")
      json.array { json in
        for value in load { json.real(value) }
      }
    }
  }

  /// How much memory there is and how much is taken.
  func writeMemory(_ json: inout JSONWriter) {
    json.key("memory")
    json.object { json in
      writeNumbers(places.memory, &json)
      json.member("used_ratio", History.usedShare(values, places.layout).map { rounded($0, 4) })
    }
  }

  /// The share of the last ten seconds in which tasks waited.
  func writePressure(_ history: borrowing History, _ json: inout JSONWriter) {
    let newest = max(1, Int(10_000_000_000 / history.period))
    let cpu = history.mean(.pressureCPU, newest: newest)
    let memory = history.mean(.pressureMemory, newest: newest)
    let io = history.mean(.pressureIO, newest: newest)
    json.key("pressure")
    json.object { json in
      json.member("cpu_waiting_ratio", cpu.map { rounded($0, 4) })
      json.member("memory_waiting_ratio", memory.map { rounded($0, 4) })
      json.member("io_waiting_ratio", io.map { rounded($0, 4) })
    }
  }

  /// What the node draws and how well that is known, or why nobody knows.
  func writePower(_ json: inout JSONWriter) {
    json.key("power")
    json.object { json in
      guard let watts = places.layout.power.flatMap(value) else {
        json.member("reason", reasonForNoPower)
        return
      }
      json.member("watts", watts)
      json.member("tier", places.tiers.lazy.compactMap(text).first)
      guard let lacks = places.lacks.lazy.compactMap(text).first else { return }
      json.key("lacks")
      json.array { json in
        for part in lacks.split(separator: ",") { json.string(String(part)) }
      }
    }
  }

  /// All sensors, a list a kind.
  func writeSensors(_ json: inout JSONWriter) {
    for (kind, sensors) in places.sensors {
      write(kind.listName, sensors, &json) { sensor, json in
        json.member("chip", sensor.chip)
        json.member("device", sensor.device)
        json.member("sensor", sensor.sensor)
        json.member("label", sensor.label)
        json.member(kind.unit, value(sensor.value))
        json.member("max_celsius", sensor.max.flatMap(value))
        json.member("critical_celsius", sensor.critical.flatMap(value))
        let alarms = sensor.alarms.filter { (value($0.place) ?? 0) > 0 }
        guard !alarms.isEmpty else { return }
        json.key("alarms")
        json.array { json in
          for alarm in alarms { json.string(alarm.kind) }
        }
      }
    }
  }

  /// Disks with their rates, filesystems with their space.
  func writeStorage(_ history: borrowing History, _ json: inout JSONWriter) {
    let (read, written) = (history.read, history.written)
    write("disks", places.layout.disks.filter(\.isSummed), &json) { disk, json in
      json.member("device", disk.name)
      json.member("read_bytes_per_second", read[disk.name].map { rounded($0, 0) })
      json.member("written_bytes_per_second", written[disk.name].map { rounded($0, 0) })
    }
    write("filesystems", places.filesystems, &json) { filesystem, json in
      json.member("mountpoint", filesystem.name)
      write(filesystem, &json)
    }
  }

  /// Network devices with their rates.
  func writeNetwork(_ history: borrowing History, _ json: inout JSONWriter) {
    let (received, transmitted) = (history.received, history.transmitted)
    write("network", places.layout.network.filter(\.isSummed), &json) { device, json in
      json.member("device", device.name)
      if let facts = places.networkFacts[device.name] { write(facts, &json) }
      json.member("receive_bytes_per_second", received[device.name].map { rounded($0, 0) })
      json.member("transmit_bytes_per_second", transmitted[device.name].map { rounded($0, 0) })
    }
  }

  /// Accelerators one by one, PCI devices counted by what they are for.
  func writeDevices(_ json: inout JSONWriter) {
    write("accelerators", places.accelerators, &json) { device, json in
      json.member("device", device.name)
      write(device, &json)
    }
    let classes = places.pciClasses.filter { value($0.place) != nil }.map { $0.classID.prefix(2) }
    guard !classes.isEmpty else { return }
    json.key("pci")
    json.object { json in
      json.member("devices", count: classes.count)
      json.member("storage_controllers", count: classes.count { $0 == "01" })
      json.member("network_controllers", count: classes.count { $0 == "02" })
      json.member("display_controllers", count: classes.count { $0 == "03" })
      json.member("processing_accelerators", count: classes.count { $0 == "12" })
    }
  }

  /// Which sources work, and why the others do not.
  func writeProbes(_ json: inout JSONWriter) {
    write("probes", places.probes, &json) { probe, json in
      json.member("probe", probe.name)
      json.member("up", flag: value(probe.up) == 1)
      let reasons = probe.reasons.filter { (value($0.place) ?? 0) > 0 }
      guard !reasons.isEmpty else { return }
      json.key("reasons")
      json.array { json in
        for reason in reasons { json.string(reason.text) }
      }
    }
  }

  /// What to look at first.
  func writeFindings(_ json: inout JSONWriter) {
    write("findings", Findings(places, values, wallTime: wallTime).list, &json) { finding, json in
      json.members(of: finding)
    }
  }

  /// The program that tells all this.
  func writeAgent(_ json: inout JSONWriter) {
    json.key("agent")
    json.object { json in
      json.member("version", places.version.flatMap(text))
      json.member("uptime_seconds", age(places.startTime))
      json.member("resident_bytes", places.residentBytes.flatMap(value))
    }
  }

  /// A list of at most so many entries, and how many are not told.
  func write<Element>(
    _ name: StaticString, _ all: [Element], limit: Int = NodeDocument.limit,
    _ json: inout JSONWriter, entry: (Element, inout JSONWriter) -> Void
  ) {
    json.key(name)
    json.array { json in
      for element in all.prefix(limit) { json.object { entry(element, &$0) } }
    }
    guard all.count > limit else { return }
    json.key(text: name.description + "_omitted")
    json.unsigned(UInt64(all.count - limit))
  }

  private func write(_ device: NodePlaces.Device, _ json: inout JSONWriter) {
    for word in device.words { json.member(word.name, word.text) }
    writeNumbers(device.numbers, &json)
  }

  private func writeNumbers(
    _ numbers: [(name: StaticString, place: Int)], _ json: inout JSONWriter
  ) {
    for number in numbers { json.member(number.name, value(number.place)) }
  }

  func value(_ place: Int) -> Double? { values[place].double }

  private func text(_ word: NodePlaces.Word) -> String? {
    (value(word.place) ?? 0) > 0 ? word.text : nil
  }

  /// Seconds from a realtime in seconds to the snapshot.
  private func age(_ place: Int?) -> Double? {
    guard let start = place.flatMap(value) else { return nil }
    return max(0, rounded(Double(wallTime) / 1e9 - start, 0))
  }

  /// The word that says best why there are no watts: a hypervisor hides meters, a refusal can be
  /// mended, anything else means that there is none.
  private var reasonForNoPower: String {
    let meters: Set<String> = ["rapl", "ipmi", "ipmi-dcmi", "power_supply", "hwmon-power"]
    for probe in places.probes where meters.contains(probe.name) {
      let reason = probe.reasons.first { (value($0.place) ?? 0) > 0 }
      if let reason, reason.text != "absent" { return reason.text }
    }
    let isVirtual = places.identity.contains {
      $0.name.description == "virtualization" && text($0.word) != nil
    }
    return isVirtual ? "in_vm" : "absent"
  }
}

/// A number with at most so many decimal places.
func rounded(_ value: Double, _ places: Int) -> Double {
  var scale = 1.0
  for _ in 0..<places { scale *= 10 }
  return (value * scale).rounded() / scale
}
