internal import LinuxFiles
internal import NodeModel

/// One kind of CPU of the node. A node has several where packages or cores differ.
struct ProcessorModel: Hashable {
  let labels: [Label]

  /// The rows of `/proc/cpuinfo` that say what a CPU is, by architecture, and our label for each.
  private static let rows: KeyValuePairs = [
    // x86
    "vendor_id": "vendor", "cpu family": "family", "model": "model", "model name": "model_name",
    "stepping": "stepping", "microcode": "microcode", "physical id": "package",
    // ARM
    "CPU implementer": "implementer", "CPU architecture": "architecture",
    "CPU variant": "variant", "CPU part": "part", "CPU revision": "revision",
    // POWER, RISC-V, LoongArch, IA-64
    "cpu": "model_name", "revision": "revision", "uarch": "model_name", "isa": "isa",
    "vendor": "vendor", "family": "family", "CPU Family": "family", "Model Name": "model_name",
    "mvendorid": "vendor", "marchid": "architecture", "mimpid": "revision",
  ]

  /// All kinds that `/proc/cpuinfo` tells apart, in its order; none where it cannot be read.
  static func all(in proc: borrowing Directory) -> [ProcessorModel] {
    proc.text(of: "cpuinfo").map(all) ?? []
  }

  /// All kinds that a text like it tells apart.
  static func all(of text: String) -> [ProcessorModel] {
    var found: [ProcessorModel] = []
    var common: [Label] = []
    for block in text.split(separator: "\n\n") {
      var labels: [Label] = []
      var isProcessor = false
      for line in block.split(separator: "\n") {
        guard let colon = line.firstIndex(of: ":") else { continue }
        let key = line[..<colon].trimmed
        let value = line[line.index(after: colon)...].trimmed
        if key == "processor" || key.hasPrefix("processor ") { isProcessor = true }
        guard let label = rows.first(where: { $0.key == key })?.value, !value.isEmpty,
          !labels.contains(where: { $0.name == label })
        else { continue }
        labels.append(Label(label, value))
      }
      if isProcessor {
        let model = ProcessorModel(labels: labels)
        if !labels.isEmpty, !found.contains(model) { found.append(model) }
      } else {
        // s390 and some ARM kernels say once, in a block of its own, what holds for all.
        common += labels
      }
      if found.count >= 64 { break }
    }
    if found.isEmpty, !common.isEmpty { return [ProcessorModel(labels: common)] }
    return found
  }
}

extension Substring {
  /// Without blanks and tabs at its ends.
  var trimmed: String {
    var rest = self
    while let first = rest.first, first == " " || first == "\t" { rest.removeFirst() }
    while let last = rest.last, last == " " || last == "\t" { rest.removeLast() }
    return String(rest)
  }
}
