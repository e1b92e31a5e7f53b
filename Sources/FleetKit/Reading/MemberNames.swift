/// The names of an object's members as numbers: what is written in the usual order is found at once.
struct MemberNames<Member: RawRepresentable<String> & CaseIterable> {
  /// A name of up to 24 bytes, the rest zeros, so that it is compared at once.
  private struct Packed: Equatable {
    var first: UInt64 = 0
    var second: UInt64 = 0
    var third: UInt64 = 0
    var length = 0
  }

  private let members: [Member]
  private let names: [Packed]

  /// Learns all names.
  init() {
    members = Array(Member.allCases)
    names = members.map { member in
      var packed = Packed()
      for byte in member.rawValue.utf8 { Self.add(byte, to: &packed) }
      return packed
    }
  }

  /// A bit for each of some members, by their numbers.
  static func bits(of some: [Member]) -> UInt {
    var bits: UInt = 0
    for (number, member) in Member.allCases.enumerated()
    where some.contains(where: { $0.rawValue == member.rawValue }) {
      bits |= 1 << UInt(number)
    }
    return bits
  }

  /// How many members there are.
  var count: Int { members.count }

  /// A member by its number.
  subscript(number: Int) -> Member { members[number] }

  /// The number of a member; the one behind `last` is looked at first. Nil for names that are not known.
  @inline(__always)
  func number(of name: JSONText, after last: Int, in walker: borrowing JSONWalker) -> Int? {
    let packed = Self.packed(name, in: walker)
    guard packed.length <= 24 else { return nil }
    let next = last + 1
    if next < names.count, names[next] == packed { return next }
    for number in names.indices where names[number] == packed { return number }
    return nil
  }

  /// Reads an object: `value` is called for each of these members and must pass over its value. Other members are
  /// passed over here, and a name twice is refused.
  ///
  /// - Returns: a bit for each member that was there, as `bits` has them.
  @inline(__always)
  func read(
    _ walker: inout JSONWalker, _ value: (inout JSONWalker, Member) throws(JSONFault) -> Void
  ) throws(JSONFault) -> UInt {
    var seen: UInt = 0
    var last = -1
    try walker.object { (walker, name) throws(JSONFault) in
      guard let number = number(of: name, after: last, in: walker) else {
        return try walker.skip()
      }
      last = number
      guard seen >> UInt(number) & 1 == 0 else { throw JSONFault(.doubledName, at: name.start) }
      seen |= 1 << UInt(number)
      try value(&walker, members[number])
    }
    return seen
  }

  private static func add(_ byte: UInt8, to packed: inout Packed) {
    let value = UInt64(byte) << UInt64(8 * (packed.length % 8))
    switch packed.length / 8 {
    case 0: packed.first |= value
    case 1: packed.second |= value
    default: packed.third |= value
    }
    packed.length += 1
  }

  @inline(__always)
  private static func packed(_ name: JSONText, in walker: borrowing JSONWalker) -> Packed {
    var packed = Packed()
    if name.hasEscapes {
      let decoded = walker.decoded(name)
      packed.length = decoded.count
      if decoded.count > 24 { return packed }
      packed.length = 0
      for byte in decoded { add(byte, to: &packed) }
      return packed
    }
    let length = name.end - name.start
    packed.length = length
    if length > 24 { return packed }
    packed.first = word(name.start, length, in: walker)
    if length > 8 { packed.second = word(name.start + 8, length - 8, in: walker) }
    if length > 16 { packed.third = word(name.start + 16, length - 16, in: walker) }
    return packed
  }

  /// Up to eight bytes, the rest zeros.
  @inline(__always)
  private static func word(
    _ offset: Int, _ length: Int, in walker: borrowing JSONWalker
  ) -> UInt64 {
    let word = walker.eightBytes(offset)
    if length >= 8 { return word }
    return length <= 0 ? 0 : word & ((1 << UInt64(8 * length)) - 1)
  }
}
