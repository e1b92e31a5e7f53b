internal import CLinux
internal import EnergyLedger
internal import LinuxFiles

/// What a file of checkpoints holds, read without believing any of it.
///
/// The file is a head of one page, then four slots of the same size: 0 and 1 take turns each round, 2 and 3
/// each minute. A slot is a head of eight words, then the ledger's words. Everything is in this machine's
/// byte order; both heads begin with the XXH64 of their other words.
struct CheckpointImage {
  static let name = "now.ckpt"
  static let page = 4096
  static let slots = 4
  static let headWords = 8
  /// "probckpt" and "probslot" in ASCII.
  static let fileMark: UInt64 = 0x7072_6F62_636B_7074
  static let slotMark: UInt64 = 0x7072_6F62_736C_6F74
  static let version: UInt64 = 1
  /// No slot of ours is larger.
  static let largestSlot: UInt64 = 1 << 30

  /// Bytes of a slot.
  let slotBytes: Int
  /// The generation of each slot, which counts all that was ever written; 0 where its head does not verify.
  private(set) var generations: [UInt64] = []
  /// The newest checkpoint that verifies, with its words.
  private(set) var newest: (checkpoint: Checkpoint, words: [UInt64])?
  /// Why the ledger refuses a newer slot whose bytes are as they were written.
  private(set) var refusal: CheckpointError?

  /// Reads a file; one that is not ours, or of another version, is garbled.
  init(_ file: borrowing FileDescriptor) throws(SystemError) {
    guard try file.names().isOrdinary else { throw .garbled(Self.name) }
    let head = try file.words(4, at: 0)
    guard head.count == 4, head[0] == Checksum.of(head, from: 1), head[1] == Self.fileMark,
      head[2] == Self.version, head[3] > 0, head[3] <= Self.largestSlot,
      head[3] % UInt64(Self.page) == 0
    else { throw .garbled(Self.name) }
    slotBytes = Int(head[3])
    var heads: [[UInt64]] = []
    for slot in 0..<Self.slots {
      let head = try file.words(Self.headWords, at: offset(of: slot))
      let isWhole =
        head.count == Self.headWords && head[0] == Checksum.of(head, from: 1)
        && head[1] == Self.slotMark && head[3] <= UInt64(slotWords)
      heads.append(isWhole ? head : [])
      generations.append(isWhole ? head[2] : 0)
    }
    for head in heads.filter({ !$0.isEmpty }).sorted(by: { $0[2] > $1[2] }) where newest == nil {
      guard let slot = heads.firstIndex(of: head) else { continue }
      try read(file, slot, head)
    }
  }

  /// Where a slot begins.
  func offset(of slot: Int) -> Int { Self.page + slot * slotBytes }

  /// The most words that a slot has room for.
  var slotWords: Int { slotBytes / 8 - Self.headWords }

  private mutating func read(
    _ file: borrowing FileDescriptor, _ slot: Int, _ head: [UInt64]
  ) throws(SystemError) {
    let words = try file.words(Int(head[3]), at: offset(of: slot) + Self.headWords * 8)
    // The ledger's own sum is the fourth of its words; the head says which words it belongs to.
    guard words.count == Int(head[3]), words.count > 4, words[3] == head[4] else { return }
    do throws(CheckpointError) {
      newest = (try Checkpoint(words, limits: Self.widest), words)
    } catch .damaged {
      // A write that did not end: the slot before it is whole.
    } catch {
      refusal = refusal ?? error
    }
  }

  /// The limits a file was written with may be others than today's: all that fits into a slot is read.
  private static let widest = LedgerLimits(jobs: 8000, mostOwners: 8000, mostRows: 1 << 24)
}
