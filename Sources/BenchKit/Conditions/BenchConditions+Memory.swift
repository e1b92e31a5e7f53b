internal import LinuxFiles
internal import NodeModel

extension BenchConditions.Memory {
  /// What `/proc/meminfo` and the setting of transparent huge pages say.
  init(below root: borrowing Root) {
    self.init()
    for line in (root.proc.text(of: "meminfo") ?? "").split(separator: "\n") {
      let words = line.split(separator: " ")
      guard words.count >= 2, let number = Int(words[1]) else { continue }
      switch words[0] {
      case "MemTotal:": totalBytes = number << 10
      case "HugePages_Free:": freeHugePages = number
      case "Hugepagesize:": hugePageBytes = number << 10
      default: break
      }
    }
    // "always [madvise] never": the one in brackets holds.
    transparentHugePages = root.sys.text(of: "kernel/mm/transparent_hugepage/enabled")?
      .split(separator: " ").first { $0.hasPrefix("[") && $0.hasSuffix("]") }
      .map { String($0.dropFirst().dropLast()) }
  }
}
