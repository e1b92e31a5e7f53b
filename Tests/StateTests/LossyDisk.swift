import Foundation
import TestSupport

/// A folder on a disk that keeps only what was synced: of everything written since, each sector has any of
/// its versions after a power loss, each file any of its lengths, and names are those of any earlier moment.
struct LossyDisk {
  private struct File {
    /// The last version of each sector that is safe.
    var safe: [Int: [UInt8]] = [:]
    /// All versions since, the newest last.
    var newer: [Int: [[UInt8]]] = [:]
    var safeLength = 0
    var newerLengths: [Int] = []

    var length: Int { newerLengths.last ?? safeLength }

    mutating func write(_ data: [UInt8], at place: Int) {
      var done = 0
      while done < data.count {
        let sector = (place + done) / LossyDisk.sector
        let start = (place + done) % LossyDisk.sector
        let count = min(LossyDisk.sector - start, data.count - done)
        var bytes = newer[sector]?.last ?? safe[sector] ?? LossyDisk.zeros
        bytes.replaceSubrange(start..<start + count, with: data[done..<done + count])
        newer[sector, default: []].append(bytes)
        done += count
      }
      if place + data.count > length { newerLengths.append(place + data.count) }
    }

    mutating func cut(to length: Int) {
      newerLengths.append(length)
      let first = (length + LossyDisk.sector - 1) / LossyDisk.sector
      for sector in Set(safe.keys).union(newer.keys) where sector >= first {
        newer[sector, default: []].append(LossyDisk.zeros)
      }
    }

    mutating func sync() {
      for (sector, versions) in newer { safe[sector] = versions.last }
      newer = [:]
      safeLength = length
      newerLengths = []
    }

    func image(_ mixture: Mixture, _ chance: inout SeededRandom) -> [UInt8] {
      var length = safeLength
      switch mixture {
      case .oldest: break
      case .newest: length = self.length
      case .any: length = ([safeLength] + newerLengths).randomElement(using: &chance) ?? 0
      }
      var bytes = [UInt8](repeating: 0, count: length)
      for sector in Set(safe.keys).union(newer.keys).sorted() {
        let versions = [safe[sector] ?? LossyDisk.zeros] + (newer[sector] ?? [])
        let chosen: [UInt8]
        switch mixture {
        case .oldest: chosen = versions[0]
        case .newest: chosen = versions[versions.count - 1]
        case .any: chosen = versions[Int(chance.below(UInt64(versions.count)))]
        }
        let start = sector * LossyDisk.sector
        guard start < length else { continue }
        let count = min(LossyDisk.sector, length - start)
        bytes.replaceSubrange(start..<start + count, with: chosen[..<count])
      }
      return bytes
    }
  }

  /// What a power loss leaves.
  enum Mixture {
    /// Nothing that was not synced.
    case oldest
    /// All of it.
    case newest
    /// Any of it.
    case any
  }

  private static let sector = 512
  private static let zeros = [UInt8](repeating: 0, count: sector)

  private var files: [Int: File] = [:]
  private var names: [String: Int] = [:]
  /// The names at every moment since the folder was synced.
  private var history: [[String: Int]] = [[:]]

  /// The process does something.
  mutating func take(_ record: Trace.Record) {
    switch record.kind {
    case .created:
      let number = files.count
      files[number] = File()
      names[record.name] = number
      history.append(names)
    case .written:
      guard let number = names[record.name] else { return }
      files[number]?.write(record.data, at: record.place)
    case .cut:
      guard let number = names[record.name] else { return }
      files[number]?.cut(to: record.place)
    case .synced:
      guard let number = names[record.name] else { return }
      files[number]?.sync()
    case .renamed:
      let target = String(decoding: record.data, as: UTF8.self).split(separator: "/").last
      names[String(target ?? "")] = names.removeValue(forKey: record.name)
      history.append(names)
    case .removed:
      names[record.name] = nil
      history.append(names)
    case .folderSynced: history = [names]
    }
  }

  /// Writes what is left into a folder.
  func lose(_ mixture: Mixture, into folder: String, _ chance: inout SeededRandom) throws {
    let names: [String: Int]
    switch mixture {
    case .oldest: names = history[0]
    case .newest: names = self.names
    case .any: names = history[Int(chance.below(UInt64(history.count)))]
    }
    for name in names.keys.sorted() {
      guard let number = names[name], let file = files[number] else { continue }
      try Data(file.image(mixture, &chance)).write(to: URL(fileURLWithPath: folder + "/" + name))
    }
  }
}
