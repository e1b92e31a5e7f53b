/// The names of an object's members so far, each of which may come once.
struct SeenNames {
  /// From so many on it is cheaper to look them up than to compare them.
  private static let few = 32

  private var names: [JSONText] = []
  private var many: Set<[UInt8]> = []

  /// Takes another name; refuses one that was there.
  mutating func insert(_ name: JSONText, _ walker: borrowing JSONWalker) throws(JSONFault) {
    if names.count < Self.few {
      for known in names where walker.isSame(known, name) {
        throw JSONFault(.doubledName, at: name.start)
      }
      if names.isEmpty { names.reserveCapacity(8) }
      names.append(name)
      return
    }
    if many.isEmpty { many = Set(names.map { walker.decoded($0) }) }
    guard many.insert(walker.decoded(name)).inserted else {
      throw JSONFault(.doubledName, at: name.start)
    }
  }
}
