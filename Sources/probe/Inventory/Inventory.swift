import Exporters
import NodeModel

/// What a node is made of, in groups of things with named facts.
struct Inventory {
  /// Things of one kind, such as all disks.
  struct Group {
    /// The name in JSON and the heading for people.
    let name: String
    var items: [Item]
  }

  /// One thing.
  struct Item {
    var facts: [Fact]
  }

  /// One named fact; a number carries its unit in the name.
  struct Fact {
    enum Value {
      case text(String)
      case number(Double)
    }
    let name: String
    let value: Value
  }

  private(set) var groups: [Group] = []

  /// Gathers from the info series of a page, and the numbers that belong to them.
  init(_ rows: [SnapshotRow]) {
    add("system", rows, "nodeprobe_dmi_info")
    add("node", rows, "nodeprobe_node_info")
    add("os", rows, "nodeprobe_os_info")
    add("virtualization", rows, "nodeprobe_virtualization_info")
    add(
      "cpu", rows, "nodeprobe_cpu_info",
      numbers: ["cores": "nodeprobe_cpu_cores", "threads": "nodeprobe_cpu_threads"])
    let memory = [
      ("total_bytes", "nodeprobe_memory_total_bytes"),
      ("swap_bytes", "nodeprobe_memory_swap_total_bytes"),
    ].compactMap { name, family in
      rows.first { $0.family == family }.map { Fact(name: name, value: .number($0.value)) }
    }
    if !memory.isEmpty { groups.append(Group(name: "memory", items: [Item(facts: memory)])) }
    add(
      "disks", rows, "nodeprobe_disk_info", key: "device",
      numbers: ["size_bytes": "nodeprobe_disk_size_bytes"])
    add(
      "network", rows, "nodeprobe_network_info", key: "device",
      numbers: ["speed_bytes_per_second": "nodeprobe_network_speed_bytes_per_second"])
    add("pci", rows, "nodeprobe_pci_device_info", key: "device")
    addSensorChips(rows)
  }

  /// Adds every series of an info family; where `numbers` has families with the same key, their values
  /// come behind, or without a key the one value of the node.
  private mutating func add(
    _ name: String, _ rows: [SnapshotRow], _ family: String, key: String? = nil,
    numbers: KeyValuePairs<String, String> = [:]
  ) {
    var items = rows.filter { $0.family == family }.map { row in
      Item(facts: row.labels.map { Fact(name: $0.name, value: .text($0.value)) })
    }
    for index in items.indices {
      let own = key.flatMap { key in
        rows.filter { $0.family == family }[index][key]
      }
      for (fact, family) in numbers {
        let number = rows.first { $0.family == family && (key == nil || $0[key ?? ""] == own) }
        guard let number else { continue }
        items[index].facts.append(Fact(name: fact, value: .number(number.value)))
      }
    }
    if !items.isEmpty { groups.append(Group(name: name, items: items)) }
  }

  private mutating func addSensorChips(_ rows: [SnapshotRow]) {
    var chips: [(chip: String, device: String, count: Int)] = []
    for row in rows where row["sensor"] != nil && row["label"] != nil {
      guard let chip = row["chip"], let device = row["device"] else { continue }
      if let index = chips.firstIndex(where: { $0.chip == chip && $0.device == device }) {
        chips[index].count += 1
      } else {
        chips.append((chip, device, 1))
      }
    }
    guard !chips.isEmpty else { return }
    groups.append(
      Group(
        name: "sensor_chips",
        items: chips.map {
          Item(facts: [
            Fact(name: "chip", value: .text($0.chip)),
            Fact(name: "device", value: .text($0.device)),
            Fact(name: "readings", value: .number(Double($0.count))),
          ])
        }))
  }

  /// Writes an object with an array for each group.
  func write(to writer: inout JSONWriter) {
    writer.object { writer in
      for group in groups {
        writer.key(text: group.name)
        writer.array { writer in
          for item in group.items { Self.write(item, to: &writer) }
        }
      }
    }
  }

  private static func write(_ item: Item, to writer: inout JSONWriter) {
    writer.object { writer in
      for fact in item.facts {
        writer.key(text: fact.name)
        switch fact.value {
        case .text(let text): writer.string(text)
        case .number(let number): writer.real(number)
        }
      }
    }
  }
}
