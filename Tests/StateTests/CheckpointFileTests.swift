import CLinux
import EnergyLedger
import Foundation
import LinuxFiles
import NodeModel
import TestSupport
import Testing

@testable import Agent

@Suite("The file of checkpoints")
struct CheckpointFileTests {
  private let folder: TemporaryDirectory
  private let log = Log(upTo: .error, isJournal: false)
  private var path: String { folder.path + "/now.ckpt" }

  init() throws {
    folder = try TemporaryDirectory()
  }

  private func open(_ limits: LedgerLimits = SmallNode.limits) throws -> CheckpointFile {
    try CheckpointFile(in: folder.path, limits: limits, at: 1_772_460_000_000_000_000, log: log)
  }

  /// Six rounds of 10, 20, … joules, every second one also written to be synced.
  private func fill() throws {
    let file = try open()
    var node = SmallNode()
    node.round(0)
    for round in 1...6 as ClosedRange<UInt64> {
      node.round(10 * round)
      if round % 2 == 0 { try file.keepForSync(node.words()) }
      try file.keep(node.words())
    }
    try file.sync()
  }

  private var kept: UInt64? { CheckpointFile.newest(in: folder.path)?.nodeEnergy.count }

  @Test("shows the last round that was kept")
  func lastRound() throws {
    #expect(try open().take() == nil)
    try fill()
    // 10 + 20 + … + 60.
    #expect(kept == 210_000_000)
    #expect(try open().take()?.nodeEnergy.count == 210_000_000)
  }

  @Test("a write that was torn anywhere leaves the round before it")
  func torn() throws {
    try fill()
    let image = try CheckpointImage(FileDescriptor(opening: path))
    let newest = try #require(
      image.generations.indices.max { image.generations[$0] < image.generations[$1] })
    let whole = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    let length = 64 + 8 * (image.newest?.words.count ?? 0)
    for place in stride(from: 0, to: length, by: 37) {
      var bytes = whole
      bytes[image.offset(of: newest) + place] ^= 0x40
      try Data(bytes).write(to: URL(fileURLWithPath: path))
      // Rounds 5 and 6 were kept in turn, and round 6 was written to be synced before.
      if kept != 210_000_000 {
        Issue.record("byte \(place)")
        return
      }
    }
    // Both of round 6 torn: round 5 is left.
    var bytes = whole
    for slot in [0, 1, 2, 3] where image.generations[slot] >= image.generations[newest] - 1 {
      bytes[image.offset(of: slot) + 100] ^= 1
    }
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    #expect(kept == 150_000_000)
  }

  @Test("a file that was cut anywhere opens, and is whole again after the next writes")
  func cut() throws {
    try fill()
    let whole = try Data(contentsOf: URL(fileURLWithPath: path))
    for length in [0, 1, 31, 4095, 4096, 4100, 4161, 5000, whole.count / 3, whole.count - 1] {
      try whole.prefix(length).write(to: URL(fileURLWithPath: path))
      let file = try open()
      var node = SmallNode()
      node.round(0)
      node.round(5)
      try file.keepForSync(node.words())
      try file.keep(node.words())
      #expect(kept == 5_000_000, "cut to \(length)")
    }
  }

  @Test("a file that is cut while it is written to kills nobody and is whole after two rounds")
  func cutMeanwhile() throws {
    let file = try open()
    var node = SmallNode()
    node.round(0)
    try file.keep(node.words())
    truncate(path, 0)
    node.round(3)
    try file.keep(node.words())
    try file.prove()
    #expect(kept == 3_000_000)
  }

  @Test("a file that was taken away is noticed and made anew")
  func removed() throws {
    let file = try open()
    #expect(!file.isLost)
    unlink(path)
    #expect(file.isLost)
    try file.restore()
    var node = SmallNode()
    node.round(0)
    node.round(2)
    try file.keep(node.words())
    #expect(!file.isLost && kept == 2_000_000)
  }

  @Test(
    "what is no such file is moved aside and not followed",
    arguments: ["garbage", "folder", "link", "pipe", "version"])
  func foreign(_ kind: String) throws {
    let other = folder.path + "/other"
    try folder.write("precious", to: "other")
    switch kind {
    case "garbage": try folder.write(String(repeating: "x", count: 100_000), to: "now.ckpt")
    case "folder": try folder.folder("now.ckpt")
    case "link": symlink(other, path)
    case "pipe": mkfifo(path, 0o600)
    default:
      try fill()
      let file = try FileDescriptor(opening: path, flags: O_RDWR)
      var head = try file.words(4, at: 0)
      head[2] = 2
      head[0] = Checksum.of(head, from: 1)
      try file.write(head, at: 0)
    }
    #expect(kept == nil)
    let file = try open()
    var node = SmallNode()
    node.round(0)
    node.round(8)
    try file.keep(node.words())
    #expect(kept == 8_000_000)
    #expect(try String(contentsOfFile: other, encoding: .utf8) == "precious")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(names.contains("now.ckpt.broken-1772460000"))
  }

  @Test("other limits take over what was kept", arguments: [true, false])
  func limits(_ isLarger: Bool) throws {
    try fill()
    let other = isLarger ? LedgerLimits() : LedgerLimits(jobs: 1, mostOwners: 16, mostRows: 1)
    let file = try open(other)
    #expect(file.slotBytes >= CheckpointFile.slotBytes(for: other))
    #expect(file.take()?.nodeEnergy.count == 210_000_000)
    #expect(kept == 210_000_000)
    // What is too large for a slot is refused, and nothing is overwritten.
    #expect(throws: SystemError.self) {
      try file.keep([UInt64](repeating: 0, count: file.slotBytes / 8))
    }
    #expect(kept == 210_000_000)
  }

  /// Bytes that the file has on the disk.
  private var onDisk: Int {
    var status = stat()
    stat(path, &status)
    return Int(status.st_blocks) * 512
  }

  @Test(
    "what is in use is reserved in every slot, and as much again; with default limits it is a megabyte"
  )
  func reserved() throws {
    let file = try open(LedgerLimits())
    #expect(file.slotBytes > 10 << 20)
    #expect(file.roomBytes == 1 << 18)
    // Four times 256 KiB, a page for the head, and what the file system needs to find them.
    #expect(onDisk >= 4 * (1 << 18) + 4096)
    #expect(onDisk < 4 * (1 << 18) + 65_536)
  }

  @Test("room grows with what is kept, without touching what is there, and is found again")
  func grows() throws {
    try fill()
    let limits = LedgerLimits(jobs: 200, mostOwners: 2048, mostRows: 16_384)
    let file = try open(limits)
    var node = SmallNode()
    node.round(0)
    node.round(4)
    try file.keep(node.words())
    // 40,056 words with their head are 320,512 bytes: twice that are 157 pages.
    #expect(file.isTight(for: 40_056))
    #expect(!file.isTight(for: 24_000))
    try file.grow(for: 40_056)
    #expect(file.roomBytes == 643_072)
    #expect(!file.isTight(for: 40_056))
    #expect(onDisk >= 4 * 643_072)
    #expect(kept == 4_000_000)
    // What does not fit is not written: room comes first.
    try file.keep(node.words() + [UInt64](repeating: 0, count: 90_000))
    #expect(file.roomBytes >= 2 * 90_000 * 8)
    #expect(try open(limits).slotBytes == file.slotBytes)
  }
}
