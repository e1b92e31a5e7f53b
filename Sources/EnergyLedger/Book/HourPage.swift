internal import NodeModel

/// All rows of one hour, one array a quantity.
struct HourPage {
  /// The beginning of the hour, in seconds since 1970.
  let hour: Int64
  /// The sequence number of the first row.
  let firstSequence: UInt64
  /// How many rounds there were, and one more once the hour is closed: the revision of the page's rows.
  var rounds: UInt64 = 0
  /// One bit a slot in which an agent ran.
  var known: UInt16 = 0
  /// The tier of each component in each slot.
  private(set) var tiers: [UInt8]
  /// For each row its owner's number, times eight, and its component.
  private(set) var keys: [UInt64] = []
  /// Twelve microjoules a row.
  private(set) var full: [UInt64] = []
  /// Twelve microjoules a row.
  private(set) var dynamic: [UInt64] = []
  private(set) var low: [UInt64] = []
  private(set) var high: [UInt64] = []

  /// No energy of the component in that slot.
  static let noTier: UInt8 = .max

  init(hour: Int64, firstSequence: UInt64) {
    self.hour = hour
    self.firstSequence = firstSequence
    tiers = Array(
      repeating: Self.noTier, count: EnergyComponent.allCases.count * HourSlots.count)
  }

  var count: Int { keys.count }

  /// The sequence number of the last row; one less than the first where there is none.
  var lastSequence: UInt64 { firstSequence + UInt64(count) - 1 }

  func owner(of row: Int) -> Int { Int(keys[row] >> 3) }

  /// The upper bound of all that a row has.
  func high(of row: Int) -> UInt64 { high[row] }

  /// A component had a source of this tier in a slot; the worst of a slot stays.
  mutating func note(_ tier: Tier, component: Int, slot: Int) {
    let place = component * HourSlots.count + slot
    if tiers[place] == Self.noTier || tiers[place] < tier.rawValue { tiers[place] = tier.rawValue }
  }

  /// A new row; its number.
  mutating func add(owner: Int, component: Int) -> Int {
    keys.append(UInt64(owner) << 3 | UInt64(component))
    full.append(contentsOf: repeatElement(0, count: HourSlots.count))
    dynamic.append(contentsOf: repeatElement(0, count: HourSlots.count))
    low.append(0)
    high.append(0)
    return keys.count - 1
  }

  /// Adds to a slot of a row.
  mutating func book(
    row: Int, slot: Int, full more: UInt64, dynamic moreDynamic: UInt64, low: UInt64, high: UInt64
  ) {
    full[row * HourSlots.count + slot] += more
    dynamic[row * HourSlots.count + slot] += moreDynamic
    self.low[row] += low
    self.high[row] += high
  }

  /// A row as reports carry it: two of the same revision are the same. A slot in which the component had no
  /// source has the tier of the last one that had, or else of the next one.
  func row(_ row: Int, owner: Owner, epoch: Epoch, isFinal: Bool) -> EnergyRow {
    let first = Int(keys[row] & 7) * HourSlots.count
    let kept = tiers[first..<(first + HourSlots.count)].map { Tier(rawValue: $0) }
    var tier = kept.lazy.compactMap { $0 }.first ?? .fallback
    let letters = kept.map { found in
      tier = found ?? tier
      return tier
    }
    var result = EnergyRow(
      owner: owner, component: EnergyComponent.allCases[Int(keys[row] & 7)], hour: hour,
      epoch: epoch,
      sequence: firstSequence + UInt64(row), revision: rounds, isFinal: isFinal, known: known,
      tiers: letters, full: HourSlots(), dynamic: HourSlots(), low: Microjoules(low[row]),
      high: Microjoules(high[row]))
    for slot in 0..<HourSlots.count {
      result.full[slot] = full[row * HourSlots.count + slot]
      result.dynamic[slot] = dynamic[row * HourSlots.count + slot]
    }
    return result
  }
}

extension HourPage {
  func encode(into words: inout WordWriter) {
    words.append(UInt64(bitPattern: hour))
    words.append(firstSequence)
    words.append(rounds)
    words.append(UInt64(known))
    for first in stride(from: 0, to: tiers.count, by: 8) {
      var word: UInt64 = 0
      for place in 0..<8 { word |= UInt64(tiers[first + place]) << UInt64(8 * place) }
      words.append(word)
    }
    words.append(UInt64(keys.count))
    words.append(contentsOf: keys)
    words.append(contentsOf: full)
    words.append(contentsOf: dynamic)
    words.append(contentsOf: low)
    words.append(contentsOf: high)
  }

  /// Reads what `encode` wrote: at most `most` rows of owners that `isOwner` knows.
  init(
    from reader: inout WordReader, most: Int, isOwner: (Int) -> Bool
  ) throws(CheckpointError) {
    let hour = Int64(bitPattern: try reader.word(below: 1 << 50))
    guard hour % 3600 == 0 else { throw .inconsistent }
    let first = try reader.word(below: 1 << 60)
    guard first > 0 else { throw .inconsistent }
    self.init(hour: hour, firstSequence: first)
    rounds = try reader.word(below: 1 << 60)
    known = UInt16(try reader.word(below: 1 << 12))
    for first in stride(from: 0, to: tiers.count, by: 8) {
      let word = try reader.word()
      for place in 0..<8 {
        let tier = UInt8(truncatingIfNeeded: word >> UInt64(8 * place))
        guard tier == Self.noTier || Tier(rawValue: tier) != nil else { throw .inconsistent }
        tiers[first + place] = tier
      }
    }
    let count = try reader.count(upTo: most)
    keys = try reader.array(count)
    for key in keys {
      guard key & 7 < UInt64(EnergyComponent.allCases.count), key >> 3 < 1 << 32,
        isOwner(Int(key >> 3))
      else { throw .inconsistent }
    }
    guard Set(keys).count == count else { throw .inconsistent }
    full = try reader.array(count * HourSlots.count)
    dynamic = try reader.array(count * HourSlots.count)
    low = try reader.array(count)
    high = try reader.array(count)
    for amount in [full, dynamic, low, high].joined() where amount >= 1 << 62 {
      throw .inconsistent
    }
  }
}
