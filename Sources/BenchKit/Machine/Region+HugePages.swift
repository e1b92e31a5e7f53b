internal import LinuxFiles

extension Region {
  /// The share of the touched memory that lies on transparent huge pages, 0 to 1; nil where the kernel does
  /// not say.
  ///
  /// Source: `Rss:` and `AnonHugePages:` of the mapping in `/proc/self/smaps`.
  ///
  /// - Parameter bytes: what to reckon as touched; nil stands for what is resident.
  func hugeShare(of bytes: Int? = nil) -> Double? {
    guard let text = try? BoundedFile.contents(of: "/proc/self/smaps", limit: 16 << 20) else {
      return nil
    }
    return unsafe Self.hugeShare(
      of: bytes, at: UInt(bitPattern: start), in: String(decoding: text, as: UTF8.self))
  }

  /// The same of any text in that form.
  static func hugeShare(of bytes: Int? = nil, at address: UInt, in smaps: String) -> Double? {
    var isInside = false
    var resident = 0.0
    for line in smaps.split(separator: "\n") {
      let words = line.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: true)
      guard let name = words.first else { continue }
      if !name.hasSuffix(":") {
        let ends = name.split(separator: "-").compactMap { UInt($0, radix: 16) }
        isInside = ends.count == 2 && ends[0] <= address && address < ends[1]
      } else if isInside, words.count > 1, let kibibytes = Double(words[1]) {
        if name == "Rss:" { resident = kibibytes }
        let touched = bytes.map { Double($0) / 1024 } ?? resident
        if name == "AnonHugePages:" { return touched > 0 ? kibibytes / touched : nil }
      }
    }
    return nil
  }

  /// Throws where huge pages were asked for and the kernel gave others, so that no result says "huge" of
  /// what was not. Call it after the first touch.
  ///
  /// - Parameter bytes: of pages that were touched, some of them perhaps in one place only; nil stands for what is
  ///   resident.
  func confirmPages(of bytes: Int? = nil) throws(BenchError) {
    guard pages == .huge, let share = hugeShare(of: bytes), share < 0.9 else { return }
    throw .impossible(
      "only \(Int(share * 100)) % of the memory came in huge pages: the free memory is in pieces "
        + "(echo 1 > /proc/sys/vm/compact_memory joins them)")
  }

  /// Whether the kernel gives transparent huge pages to who asks; found out by asking.
  static var offersHugePages: Bool {
    guard let trial = try? Region(2 << 20, pages: .huge) else { return false }
    unsafe trial.start.storeBytes(of: 1, as: UInt8.self)
    return (trial.hugeShare() ?? 0) > 0
  }
}
