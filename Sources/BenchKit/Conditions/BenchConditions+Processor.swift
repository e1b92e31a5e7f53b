internal import CKernels
internal import LinuxFiles
internal import NodeModel

extension BenchConditions {
  /// The compilers of this program's two halves.
  static var compilers: String {
    unsafe "\(swift), \(String(cString: ckernels_compiler()))"
  }

  #if compiler(>=6.4)
    private static let swift = "Swift 6.4 or newer"
  #elseif compiler(>=6.3)
    private static let swift = "Swift 6.3"
  #else
    private static let swift = "Swift 6.2"
  #endif
}

extension BenchConditions.Processor {
  /// Flags of x86-64 and ARM that change what benchmarks do.
  private static let telling: Set<String> = [
    "avx", "fma", "avx2", "avx512f", "avx512dq", "avx512bw", "avx512vl", "avx512_vnni",
    "avx512_bf16", "avx512_fp16", "avx_vnni", "amx_tile", "amx_int8", "amx_bf16", "erms",
    "constant_tsc", "nonstop_tsc", "aperfmperf", "hypervisor", "ht", "pdpe1gb", "asimd", "asimddp",
    "asimdhp", "bf16", "i8mm", "sve", "sve2", "svebf16", "svei8mm",
  ]

  /// The first CPU that `/proc/cpuinfo` describes.
  init(below proc: borrowing Directory) {
    self.init()
    guard let text = proc.text(of: "cpuinfo"),
      let first = text.split(separator: "\n\n", maxSplits: 1).first
    else { return }
    for line in first.split(separator: "\n") {
      guard let colon = line.firstIndex(of: ":") else { continue }
      let key = line[..<colon].split(whereSeparator: \.isWhitespace).joined(separator: " ")
      let words = line[line.index(after: colon)...].split(whereSeparator: \.isWhitespace)
      let value = words.joined(separator: " ")
      switch key {
      case "vendor_id", "CPU implementer": vendor = value
      case "model name", "cpu model": model = value
      case "cpu family", "CPU architecture": family = Int(value)
      case "model": modelNumber = Int(value)
      case "stepping", "CPU revision": stepping = Int(value)
      case "microcode": microcode = value
      case "flags", "Features": flags = words.map(String.init).filter(Self.telling.contains)
      default: break
      }
    }
  }
}
