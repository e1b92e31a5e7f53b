import ArgumentParser
import Commands
import Exporters
import Terminal

/// `probe inventory`: what this node is made of.
struct InventoryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inventory",
    abstract: "What this node is made of: system, processors, memory, disks, network, devices.",
    discussion: """
      Examples:
        probe inventory
        probe inventory --json | jq '.pci[].model'
      """)

  @OptionGroup var options: SnapshotOptions

  @Flag(help: "Print JSON.")
  var json = false

  func run() throws {
    let inventory = Inventory(try options.take(interval: 0).rows)
    if json {
      try Output.write { inventory.write(to: &$0) }
    } else {
      try Output.write(inventory.groups.map(Self.text).joined(separator: "\n\n") + "\n")
    }
  }

  /// What programs tell things apart by, and people do not ask for: numbers beside names, the kernel's
  /// own number of a disk.
  private static let hidden: Set = [
    "vendor_id", "device_id", "subsystem_vendor_id", "subsystem_id", "class_id", "number",
  ]

  /// A group as people read it: one thing as a list of facts, several as a table.
  private static func text(of group: Inventory.Group) -> String {
    let heading = group.name.split(separator: "_").joined(separator: " ").uppercased()
    if group.items.count == 1, let item = group.items.first {
      var table = Table([.init(heading), .init("")])
      // The only package has a number too.
      for fact in item.facts where !hidden.contains(fact.name) && fact.name != "package" {
        table.add(["  " + words(fact.name), text(of: fact)])
      }
      return table.lines.joined(separator: "\n")
    }
    var names: [String] = []
    for item in group.items {
      for fact in item.facts where !names.contains(fact.name) && !hidden.contains(fact.name) {
        names.append(fact.name)
      }
    }
    var table = Table(names.map { .init(words($0)) })
    for item in group.items {
      table.add(
        names.map { name in
          item.facts.first { $0.name == name }.map(text) ?? "-"
        })
    }
    return ([heading] + table.lines.map { "  " + $0 }).joined(separator: "\n")
  }

  private static func words(_ name: String) -> String {
    var words = name.split(separator: "_")
    if words.last == "bytes" { words.removeLast() }
    if words.suffix(3) == ["bytes", "per", "second"] { words.removeLast(3) }
    return words.joined(separator: " ")
  }

  private static func text(of fact: Inventory.Fact) -> String {
    switch fact.value {
    case .text(let text): return text
    case .number(let number):
      if fact.name.hasSuffix("_per_second") {
        return Quantity.fixed(number * 8 / 1e9, 1) + " Gbit/s"
      }
      if fact.name.hasSuffix("_bytes") {
        return fact.name == "total_bytes" ? Quantity.memory(number) : Quantity.bytes(number)
      }
      return "\(Int(number))"
    }
  }
}
